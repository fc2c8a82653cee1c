/** What the scenes of a local run have in common: their result, and how it is told. */

import { isoTime } from '../../engine/core/bar-time.ts';
import type { InvocationMeasure } from './lambda-process.ts';
import type { Invoked, LambdaSite } from './lambda-site.ts';

export const MODES = ['paper', 'shadow', 'demo', 'crashed-after-send', 'retrain'] as const;
type SceneMode = (typeof MODES)[number];

/** The result of a scene, as numbers and as text. */
export type Scene = {
  readonly mode: SceneMode;
  readonly invocations: readonly (InvocationMeasure | null)[];
  readonly position: number;
  readonly orders: number;
  readonly logLines: number;
  readonly mails: number;
  /**
   * Each day has one line and one mail; when trading, one order has reached the target; in shadow,
   * the line has an order that was not sent. After a retraining: one new model, one mail for each
   * event, and no order.
   */
  readonly asExpected: boolean;
  readonly text: string;
};

/** A pause that is a little longer than the one after which Lambda tries a failed event again. */
export const RETRY_AFTER_MS = 65_000;

/** The event at `at` (ms), the requests after the first `seen`, what was printed and the cost. */
export function invocationLines(
  at: number,
  { measure, exitCode, stdout, stderr }: Invoked,
  site: LambdaSite,
  seen: number,
): readonly string[] {
  const cost = measure === undefined ? `killed (exit code ${exitCode})` : costText(measure);
  const said = [stdout, stderr]
    .join('')
    .split('\n')
    .filter((line) => line !== '');
  return [
    '',
    `${isoTime(at / 1000)}  event`,
    ...site.requests.slice(seen).map((request) => `  ${request}`),
    ...said.map((line) => `  > ${line}`),
    `  ${cost}; position ${site.position()}`,
  ];
}

function costText({ importMs, handlerMs, activeMs, peakMemoryMb }: InvocationMeasure): string {
  const [imported, handled, active] = [importMs, handlerMs, activeMs].map((ms) => ms.toFixed(0));
  const peak = peakMemoryMb.toFixed(0);
  return `import ${imported} ms, handler ${handled} ms, ${active} ms of it active, peak ${peak} MB`;
}

/** All mails of the site. */
export function mailLines({ mails }: Pick<LambdaSite, 'mails'>): readonly string[] {
  return mails.flatMap(({ subject, text }) => [
    '',
    `mail: ${subject}`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ]);
}
