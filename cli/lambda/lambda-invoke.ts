/**
 * `npm run lambda:invoke -- --local`: unzips the functions and runs them in fresh processes against
 * stand-ins for AWS and for the exchanges. Prints what happened, line by line.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleBars } from '../../data/sample-bars.ts';
import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { ON_CHAIN_SOURCE } from '../../engine/core/series.ts';
import { onChainSource } from '../../engine/sources/on-chain-sources.ts';
import { decide } from '../../engine/live/model/decide.ts';
import { loadModelArtifact, type ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import type { Command, CommandContext } from '../framework/command.ts';
import { commandLine } from '../framework/call.ts';
import { defineCommand } from '../framework/command.ts';
import type { JsonInput } from '../framework/json-document.ts';
import type { InvocationMeasure } from './lambda-process.ts';
import { LAMBDA_ZIP, retrainZip } from './lambda-build.ts';
import { SHADOW_SETTINGS, startLambdaSite, type SiteOptions } from './lambda-site.ts';
import { seriesObjects } from './series-objects.ts';
import { joinSeries, type SeriesSources } from '../../features/join-series.ts';
import { SERIES_FILE_OPTIONS } from '../framework/series-option.ts';
import { readModelFile } from '../live/model-file.ts';
import { readModelSeries } from '../live/model-series.ts';
import { playRetraining } from './retrain-scene.ts';
import { sampleModel } from './sample-model.ts';
import { invocationLines, mailLines, MODES, RETRY_AFTER_MS, type Scene } from './scene.ts';
import { unzipInto } from './unzipped-function.ts';
import { catalogue } from '../../features/catalogue.ts';

/** The scenes of days. */
const DAYS = MODES.filter((mode) => mode !== 'retrain');
type DayMode = (typeof DAYS)[number];

const OPTIONS = {
  local: {
    kind: 'flag',
    default: false,
    doc: 'Required: run on this machine; `aws lambda invoke` runs a deployed function',
  },
  mode: {
    kind: 'choice',
    default: 'all',
    choices: [...MODES, 'all'],
    doc:
      'The scene: two days on paper, a day in shadow (a live account is read, orders are only ' +
      'logged), a demo trade, a demo trade whose process is killed when the exchange has its ' +
      'order, or a retraining; each ends with a second event on its last day',
  },
  zip: {
    kind: 'text',
    default: LAMBDA_ZIP,
    placeholder: 'FILE',
    path: 'file',
    doc: 'The function to run; beside it, as lambda:build leaves it, the one that retrains',
  },
  model: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    path: 'file',
    doc:
      'The model in the bucket; default: the one inside the zip, else one of the sample; ' +
      'the retraining always has one of the sample',
  },
  series: {
    ...SERIES_FILE_OPTIONS.series,
    doc: 'CSV files of series that the model needs: they are put into the bucket',
  },
  onchain: {
    ...SERIES_FILE_OPTIONS.onchain,
    doc: 'Folder of the on-chain series that the model needs: stand-ins of their sources send them',
  },
} as const;

export const lambdaInvokeCommand: Command = defineCommand({
  name: 'lambda:invoke',
  purpose:
    'Runs the built functions on this machine. They run for one or two days, against ' +
    'stand-ins.',
  options: OPTIONS,
  examples: ['--local', '--local --mode crashed-after-send'],
  volatile: ['scenes'],
  run: async (context, options) => {
    const { local, mode, zip, model: modelPath } = options;
    if (!local) {
      const line = commandLine(context.call, 'lambda:invoke', '--local');
      throw new InputError(`command line: expected --local: ${line}; see --help`);
    }
    const given = { zip, modelPath, options };
    const scenes: Scene[] = [];
    const days = mode === 'all' ? DAYS : DAYS.filter((one) => one === mode);
    if (days.length > 0) {
      scenes.push(...(await inFolder((folder) => playDays(context, days, { folder, ...given }))));
    }
    if (mode === 'all' || mode === 'retrain') {
      scenes.push(
        await inFolder(async (folder) => {
          await unzipInto(folder, retrainZip(zip), context.call);
          return await context.timer.timeAsync('scene retrain', () =>
            playRetraining(context, folder),
          );
        }),
      );
    }
    return {
      result: { zip, scenes: scenes.map(sceneFacts) },
      text: scenes.map(({ text }) => text).join('\n\n'),
      checkFailed: scenes.some(({ asExpected }) => !asExpected),
    };
  },
});

/** The result of `work` with a new folder, which is removed at the end. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'walkforest-lambda-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function playDays(
  context: CommandContext,
  modes: readonly DayMode[],
  given: {
    readonly folder: string;
    readonly zip: string;
    readonly modelPath: string | undefined;
    readonly options: Parameters<typeof readModelSeries>[1];
  },
): Promise<readonly Scene[]> {
  const { folder, zip, modelPath, options } = given;
  const baked = await unzipInto(folder, zip, context.call);
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

function sceneFacts(scene: Scene): JsonInput {
  const { mode, asExpected, position, orders, logLines, mails } = scene;
  const invocations = scene.invocations.map((measure) => measure && { ...measure });
  return { mode, asExpected, position, orders, logLines, mails, invocations };
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
  const machineNow = context.now;
  const site = await startLambdaSite({ ...scene, bars, trading, machineNow, settings });
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
