/**
 * The scene of the retraining: a bucket with a model of 500 trees and its bars, an exchange that
 * knows seven more bars, an event on the next noon, and a second one, which changes nothing.
 */

import { syntheticBars } from '../../data/synthetic.ts';
import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import { sliceBars } from '../../engine/core/bars.ts';
import { historyBytes } from '../../engine/live/retrain/bar-history.ts';
import type { CommandContext } from '../framework/command.ts';
import type { InvocationMeasure } from './lambda-process.ts';
import { HISTORY_KEY, startLambdaSite } from './lambda-site.ts';
import { sampleModel } from './sample-model.ts';
import { invocationLines, mailLines, RETRY_AFTER_MS, type Scene } from './scene.ts';

const NEW_BARS = 7;
const NOON_MS = 12 * 3_600_000;

/** Plays the scene with the unzipped function in `folder`. */
export async function playRetraining(context: CommandContext, folder: string): Promise<Scene> {
  const { bars, source } = syntheticBars('1d');
  const known = sliceBars(bars, 0, bars.time.length - NEW_BARS);
  // For the function these bars are those of a market, as the stand-in for the exchange shows them.
  const trained = { bars: known, source: { ...source, synthetic: false } };
  const model = sampleModel(context.version, { trees: 500, bins: 256 }, trained);
  const history = historyBytes(known);
  const { now: machineNow, signal } = context;
  const objects = new Map([[HISTORY_KEY, history]]);
  const clock = { machineNow, signal };
  const site = await startLambdaSite({ folder, bars, model, objects, trading: false, ...clock });
  try {
    const before = await site.published();
    const noon = (bars.time.at(-1)! + DAY_SECONDS) * 1000 + NOON_MS;
    const lines = ['== retrain =='];
    const invocations: (InvocationMeasure | null)[] = [];
    const published: (string | undefined)[] = [];
    for (const at of [noon, noon + RETRY_AFTER_MS]) {
      const seen = site.requests.length;
      const invoked = await site.invoke(at, false);
      invocations.push(invoked.measure ?? null);
      published.push(await site.published());
      lines.push(...invocationLines(at, invoked, site, seen));
    }
    const [position, orders, mails] = [site.position(), site.orders(), site.mails.length];
    const [first, second] = published;
    const asExpected = first !== before && second === first && mails === 2 && orders === 0;
    const verdict = asExpected ? 'as expected' : 'NOT AS EXPECTED';
    lines.push(...mailLines(site), '', `${verdict}: model ${second?.slice(0, 12)}`);
    const text = lines.join('\n');
    const mode = 'retrain';
    return { mode, invocations, position, orders, logLines: 0, mails, asExpected, text };
  } finally {
    await site.close();
  }
}
