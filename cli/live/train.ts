/** `npm run train`: fits the forest on all rows and writes the model file for live use. */

import type { Command } from '../framework/command.ts';
import { isoTime, utcDate } from '../../engine/core/bar-time.ts';
import type { OptionValues } from '../../engine/core/options.ts';
import { fitSettings } from '../../engine/forest/forest-options.ts';
import { catalogue } from '../../features/catalogue.ts';
import { datasetPlan, MODEL_OPTIONS } from '../../features/dataset-options.ts';
import { resolveFeatures } from '../../features/named-sets.ts';
import { DATA_OPTIONS, defineCommand } from '../framework/command.ts';
import { counted } from '../../engine/core/counted.ts';
import { missing } from '../framework/json-document.ts';
import { noteMostlyNeutral } from '../framework/neutral-note.ts';
import { loadJoinedBars } from '../framework/joined-bars.ts';
import { withUndefinedTail } from '../framework/run-bars.ts';
import { readGivenSeries, SERIES_OPTIONS } from '../framework/series-option.ts';
import { usedPlans } from '../../features/join-series.ts';
import { isSelectionFile, readSelectedSet, selectionPresets } from '../framework/selected-set.ts';
import { marketName } from '../../engine/core/market-name.ts';
import { marketOfFile } from '../../data/market-of-file.ts';
import { InputError } from '../../engine/core/errors.ts';
import { checkUpload, rollback, UPLOAD_OPTIONS, uploadModel } from './model-upload.ts';
import { checkSeriesInBucket, checkServable } from './series-upload.ts';
import { trainModel, type TrainedModel } from '../../engine/live/model/train-model.ts';

/** The default path of the model that `train` writes and `predict` reads. */
export const MODEL_PATH = 'models/model.bin';

const OPTIONS = {
  ...DATA_OPTIONS,
  features: {
    kind: 'text',
    default: 'forward_4',
    placeholder: 'SET|a,b,…|select.json',
    path: 'file',
    pathEnding: '.json',
    doc: 'A named set, a list of features, or a saved selection, whose settings are taken too',
  },
  ...SERIES_OPTIONS,
  out: {
    kind: 'text',
    default: MODEL_PATH,
    placeholder: 'FILE',
    path: 'file',
    doc: 'The model file to write',
  },
  ...MODEL_OPTIONS,
  market: {
    kind: 'text',
    default: undefined,
    placeholder: 'XBTUSD',
    doc: "Market of the bars; default: what the file's name says (KRAKEN_BTCUSD, XBTUSD_1440)",
  },
  ...UPLOAD_OPTIONS,
} as const;

export const trainCommand: Command = defineCommand({
  name: 'train',
  purpose: 'Fits the forest on all bars and writes a model file. The model is for predictions.',
  options: OPTIONS,
  examples: [
    '--data btc.csv --features forward_4 --out models/btc_daily_rf.bin',
    '--data btc.csv --market XBTUSD --features select.json --upload-s3 my-btc-signals',
  ],
  presets: (given) => selectionPresets(given, OPTIONS),
  outputs: ({ out, rollback: goBack }) => (goBack ? [] : [{ path: out }]),
  run: async (context, options) => {
    if (options.rollback) {
      const model = await rollback(context, options);
      return { result: { model }, text: `${model.bucket}: ${model.key} is ${model.sha256} again` };
    }
    const chosen = isSelectionFile(options.features)
      ? await readSelectedSet(options.features)
      : undefined;
    const names = chosen?.features ?? resolveFeatures(options.features, catalogue);
    if (chosen !== undefined) context.note(takenText(options.features, names, options));
    const given = await readGivenSeries(context, options);
    const rowFeatures = chosen?.candidates ?? [];
    const run = await loadJoinedBars(context, options, [...names, ...rowFeatures], given);
    const { bars } = run;
    const series = usedPlans(catalogue, names, run.plans);
    const market = marketOf(run.data, options.market);
    const { timeframe } = options;
    checkUpload(context, options, { bars, synthetic: run.data.synthetic, market, timeframe });
    if (options.uploadS3 !== undefined && !context.replaying) {
      checkServable(names, 'command line: --upload-s3');
      await checkSeriesInBucket(options.uploadS3, series);
    }
    const model = await context.busy('fit', () =>
      trainModel(bars, run.data, {
        ...datasetPlan(catalogue, { ...options, names, rowFeatures }),
        neutral: options.neutral,
        settings: fitSettings(options),
        packageVersion: context.version,
        market,
        series,
      }),
    );
    noteMostlyNeutral(context, model.neutralShare, options);
    const data = withUndefinedTail(context, run, model.header.lastTrainTime);
    const file = await context.writeFile(options.out, model.bytes);
    const uploaded = await uploadModel(context, options, model, bars);
    return {
      data,
      inputs: [...(chosen === undefined ? [] : [chosen.input]), ...run.inputs],
      result: {
        model: {
          path: file.path,
          bytes: file.bytes,
          sha256: file.sha256,
          features: names,
          ...summary(model),
          ...(uploaded === null ? {} : { uploaded }),
        },
      },
      text: modelText(file.path, file.sha256, file.bytes, model),
    };
  },
});

/** What was taken from a saved selection: the winner, and the settings that it was chosen with. */
function takenText(
  path: string,
  names: readonly string[],
  options: OptionValues<typeof MODEL_OPTIONS>,
): string {
  const { target, threshold, rows, neutral, trees } = options;
  return (
    `from ${path}: ${names.join(', ')}; target ${target}, threshold ${threshold}, rows ${rows}, ` +
    `${neutral} on neutral, ${trees} trees`
  );
}

/** The market of the bars: `given`, or what the file's name says. @throws if the two differ */
function marketOf(
  { name, synthetic }: { readonly name: string; readonly synthetic: boolean },
  given: string | undefined,
): string | null {
  const named = synthetic ? undefined : marketOfFile(name);
  const market = given === undefined ? named : marketName(given);
  if (named !== undefined && market !== named) {
    throw new InputError(`command line: --market: expected ${named}, as in ${name}, got ${given}`);
  }
  return market ?? null;
}

function summary({ header: facts }: TrainedModel) {
  return {
    trainedRows: facts.trainedRows,
    lastTrainTime: isoTime(facts.lastTrainTime),
    lastBarTime: isoTime(facts.lastBarTime),
    lastClose: facts.lastClose,
    target: facts.target.name,
    threshold: facts.target.threshold ?? missing('its classes have no threshold'),
    horizonBars: facts.target.horizonBars,
    neutral: facts.neutral,
    market: facts.market ?? missing('neither --market nor the name of the file says it'),
    dataSha256: facts.data.sha256,
  };
}

function modelText(
  path: string,
  sha256: string,
  bytes: number,
  { header: facts }: TrainedModel,
): string {
  const { target, settings, features, data } = facts;
  return [
    `${path}: ${bytes} bytes, SHA-256 ${sha256}`,
    `features   ${features.map((feature) => feature.name).join(', ')}`,
    `trained    ${facts.trainedRows} rows, ${utcDate(facts.firstTrainTime)} to ` +
      `${utcDate(facts.lastTrainTime)}, of ${data.bars} bars of ${data.name}`,
    `market     ${facts.market ?? 'not known'}, ${facts.timeframe}`,
    `last bar   ${utcDate(facts.lastBarTime)}, close ${facts.lastClose}`,
    `target     ${target.name}, threshold ${target.threshold}, horizon ${target.horizonBars}`,
    ...(facts.series ?? []).map(
      ({ column, lagDays }) =>
        `series     ${column}, published ${counted(lagDays, 'day')} after its time`,
    ),
    `policy     ${facts.neutral} on neutral`,
    `forest     ${settings.trees} trees, seed ${settings.seed}`,
  ].join('\n');
}
