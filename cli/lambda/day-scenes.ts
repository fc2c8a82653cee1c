/**
 * The scenes of days: the built function runs for one or two days in fresh processes, against
 * stand-ins for AWS and for the exchanges.
 */

import { sampleBars } from '../../data/sample-bars.ts';
import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { ON_CHAIN_SOURCE } from '../../engine/core/series.ts';
import { decide } from '../../engine/live/model/decide.ts';
import { loadModelArtifact, type ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { onChainSource } from '../../engine/sources/on-chain-sources.ts';
import { catalogue } from '../../features/catalogue.ts';
import { joinSeries, type SeriesSources } from '../../features/join-series.ts';
import type { CommandContext } from '../framework/command.ts';
import { readModelFile } from '../live/model-file.ts';
import { readModelSeries } from '../live/model-series.ts';
import type { InvocationMeasure } from './lambda-process.ts';
import { SHADOW_SETTINGS, startLambdaSite, type SiteOptions } from './lambda-site.ts';
import { sampleModel } from './sample-model.ts';
import { invocationLines, mailLines, MODES, RETRY_AFTER_MS, type Scene } from './scene.ts';
import { seriesObjects } from './series-objects.ts';

/** The scenes of days. */
export const DAYS = MODES.filter((mode) => mode !== 'retrain');
export type DayMode = (typeof DAYS)[number];

/**
 * Plays the scenes `modes`, one after another.
 * @param given.folder of the unzipped function
 * @param given.baked the model in its zip, if there is one; a model at `modelPath` comes first
 * @param given.options the files of the series that the model needs
 */
export async function playDays(
  context: CommandContext,
  modes: readonly DayMode[],
  given: {
    readonly folder: string;
    readonly baked: Uint8Array | undefined;
    readonly modelPath: string | undefined;
    readonly options: Parameters<typeof readModelSeries>[1];
  },
): Promise<readonly Scene[]> {
  const { folder, baked, modelPath, options } = given;
  const read = modelPath === undefined ? undefined : await readModelFile(modelPath, context.call);
  const stored = read ?? (baked === undefined ? sampleModel(context.version) : undefined);
  const path = modelPath ?? 'the model';
  const model = loadModelArtifact((stored ?? baked)!, path, catalogue);
  const { sources, files } = await readModelSeries(context, options, { ...model, path });
  const objects = await seriesObjects(model.header, files);
  const onChain = onChainOf(sources);
  const day = dayOf(model, sources);
  const report = context.progress('scenes of days', 'scenes');
  const scenes: Scene[] = [];
  for (const mode of modes) {
    scenes.push(
      await context.timer.timeAsync(`scene ${mode}`, () =>
        playScene(context, mode, { folder, model: stored, objects, onChain, ...day }),
      ),
    );
    report(scenes.length, modes.length);
  }
  return scenes;
}

/** The on-chain series among `sources`, by the names of their files. */
function onChainOf(sources: SeriesSources): NonNullable<SiteOptions['onChain']> {
  const known = Object.entries(sources).filter(([source]) => onChainSource(source) !== undefined);
  return Object.fromEntries(
    known.map(([source, series]) => [source.slice(ON_CHAIN_SOURCE.length), series]),
  );
}

type SceneDay = {
  /** 00:05 UTC of the day, ms. */
  readonly at: number;
  /** Closed bars up to the day before. */
  readonly bars: Bars;
  /** The same bars and the bar of the day itself, which closes one day later. */
  readonly barsOfNextDay: Bars;
  readonly side: number;
};

/** The default of POSITION_SIZE_USD. */
const SIZE = 1_000;
async function playScene(
  context: CommandContext,
  mode: DayMode,
  scene: SceneDay & Pick<SiteOptions, 'folder' | 'model' | 'objects' | 'onChain'>,
): Promise<Scene> {
  const trading = mode !== 'paper';
  const sends = trading && mode !== 'shadow';
  const bars = trading ? scene.bars : scene.barsOfNextDay;
  const settings = mode === 'shadow' ? SHADOW_SETTINGS : {};
  const { now: machineNow, signal } = context;
  const site = await startLambdaSite({ ...scene, bars, trading, machineNow, signal, settings });
  // The very first day also searches for earlier days. The second day is like all later days.
  const days = trading ? [scene.at] : [scene.at, scene.at + DAY_SECONDS * 1000];
  try {
    const lines = [`== ${mode} ==`];
    const invocations: (InvocationMeasure | null)[] = [];
    for (const [i, at] of [...days, days.at(-1)! + RETRY_AFTER_MS].entries()) {
      const seen = site.requests.length;
      const kill = i === 0 && mode === 'crashed-after-send';
      const invoked = await site.invoke(at, kill);
      invocations.push(invoked.measure ?? null);
      lines.push(...invocationLines(at, invoked, site, seen));
    }
    const [position, orders, mails] = [site.position(), site.orders(), site.mails.length];
    const logLines = site.log().length;
    const target = sends ? scene.side * SIZE : 0;
    const told = mails === days.length && logLines === days.length;
    const planned =
      mode !== 'shadow' || site.log().every((line) => /"status":"not sent"/.test(line));
    const asExpected = position === target && orders === (sends ? 1 : 0) && told && planned;
    lines.push('', 'signal log:', ...site.log().map((line) => `  ${line}`));
    lines.push(...mailLines(site));
    lines.push('', `${asExpected ? 'as expected' : 'NOT AS EXPECTED'}: position ${position}`);
    const text = lines.join('\n');
    return { mode, invocations, position, orders, logLines, mails, asExpected, text };
  } finally {
    await site.close();
  }
}

/**
 * A day on which `model` decides long or short. It is the sample, cut at the last bar with such a
 * decision, moved in time and scaled in price, so that this bar ends where the model's bars end.
 */
function dayOf(model: ModelArtifact, sources: SeriesSources): SceneDay {
  const { lastBarTime, timeframe, series = [] } = model.header;
  const sample = sampleBars('1d', 1);
  for (let end = sample.time.length - 1; end > 720; end--) {
    const nextDay = endingLike(model, sliceBars(sample, end - 720, end + 1));
    const bars = sliceBars(nextDay, 0, nextDay.time.length - 1);
    const joined = joinSeries(bars, timeframe, series, sources);
    const { position: side } = decide({ bars: joined, model, features: catalogue, previous: 0 });
    if (side === 0) continue;
    const at = (lastBarTime + DAY_SECONDS + 300) * 1000;
    return { at, bars, barsOfNextDay: nextDay, side };
  }
  throw new InputError('the model decides neither long nor short on any day of the sample');
}

/** `bars` with the time and the close of the model's last bar at their last but one. */
function endingLike({ header }: ModelArtifact, bars: Bars): Bars {
  const seconds = header.lastBarTime - bars.time.at(-2)!;
  const factor = header.lastClose / bars.close.at(-2)!;
  const scaled = (prices: Float64Array): Float64Array => prices.map((price) => price * factor);
  return {
    ...bars,
    time: bars.time.map((time) => time + seconds),
    open: scaled(bars.open),
    high: scaled(bars.high),
    low: scaled(bars.low),
    close: scaled(bars.close),
  };
}
