/** `npm run predict`: what a model decides on the last closed bar of a file or of the exchange. */

import { basename, dirname } from 'node:path';
import type { Decision } from '../../engine/live/model/decision.ts';
import type { SignalRecord } from '../../engine/live/journal/signal-record.ts';
import type { Command, CommandContext } from '../framework/command.ts';
import { decidedDay, sessionsSince } from '../../engine/core/bar-close.ts';
import { DAY_SECONDS, formatBarTime, isoTime, utcDate } from '../../engine/core/bar-time.ts';
import { InputError } from '../../engine/core/errors.ts';
import { marketName } from '../../engine/core/market-name.ts';
import { marketOfFile } from '../../data/market-of-file.ts';
import { decide } from '../../engine/live/model/decide.ts';
import { explain } from '../../engine/live/model/explain.ts';
import { loadModelArtifact, type ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { appendOnce } from '../../engine/live/journal/signal-log.ts';
import { signalLabel, signalRecord } from '../../engine/live/journal/signal-record.ts';
import { WHOLE_LENGTH, whyLines } from '../../engine/live/why-lines.ts';
import type { Position } from '../../engine/trade/positions.ts';
import { catalogue } from '../../features/catalogue.ts';
import { joinSeries, plansUnknownAtLast } from '../../features/join-series.ts';
import { ownColumns } from '../../features/own-features.ts';
import { defineCommand } from '../framework/command.ts';
import { SERIES_FILE_OPTIONS } from '../framework/series-option.ts';
import { explanationJson } from './explanation-json.ts';
import { fileStore } from './file-store.ts';
import { krakenBars } from './kraken-bars.ts';
import { machineClock } from './live-edges.ts';
import { readModelFile } from './model-file.ts';
import { findModelSeries } from './model-series.ts';
import { counted } from '../../engine/core/counted.ts';
import { loadRunBars } from '../framework/run-bars.ts';
import { MODEL_PATH } from './train.ts';

/** The default path of the log that `predict --log` writes and `live:diff` reads. */
export const SIGNAL_LOG = 'outputs/btc_signals.jsonl';

/**
 * An older bar brings a warning. Two sessions allow for a holiday and for data that are a day late.
 */
const SESSIONS_UNTIL_STALE = 2;

/** The words of `--position`. */
export const POSITIONS: Readonly<Record<'long' | 'flat' | 'short', Position>> = {
  long: 1,
  flat: 0,
  short: -1,
};

const OPTIONS = {
  model: {
    kind: 'text',
    default: MODEL_PATH,
    placeholder: 'FILE',
    path: 'file',
    doc: 'The model file to use',
  },
  source: {
    kind: 'text',
    default: undefined,
    placeholder: 'kraken|FILE',
    path: 'file',
    words: ['kraken'],
    doc:
      'Bars: kraken for the exchange itself, or a file (TradingView or Kraken CSV, Arrow, ' +
      'Parquet); default: the synthetic sample, if the model was trained on it',
  },
  series: SERIES_FILE_OPTIONS.series,
  onchain: {
    ...SERIES_FILE_OPTIONS.onchain,
    doc:
      'Folder of the on-chain series that the model needs; left out: they are fetched from their ' +
      'sources',
  },
  log: {
    kind: 'flag',
    default: false,
    doc: 'Add the record to the signal log, one line a day; a line that is there is not changed',
    recorded: false,
  },
  logFile: {
    kind: 'text',
    default: SIGNAL_LOG,
    placeholder: 'FILE',
    path: 'file',
    doc: 'The signal log of --log',
    recorded: false,
  },
  position: {
    kind: 'choice',
    default: 'flat',
    choices: ['long', 'flat', 'short'],
    doc: 'Position until now; a model that holds on neutral keeps it',
  },
  why: {
    kind: 'flag',
    default: false,
    doc: 'Say why: what each feature adds, what would change the signal, similar past bars',
  },
} as const;

export const predictCommand: Command = defineCommand({
  name: 'predict',
  purpose:
    "Says what a model decides on the last closed bar. The answer is the signal log's " +
    'record of the day.',
  options: OPTIONS,
  examples: [
    '--model models/btc_daily_rf.bin --source btc.csv --why',
    '--source kraken --position long --log',
  ],
  volatile: ['predicted_at', 'bar_age_sessions'],
  outputs: ({ log, logFile }) => (log ? [{ path: logFile }] : []),
  run: async (context, options) => {
    const { model: path, source, position, log, logFile, why } = options;
    const model = loadModelArtifact(await readModelFile(path, context.call), path, catalogue);
    const { header } = model;
    if (source === undefined && !header.data.synthetic) {
      throw new InputError(
        `command line: --source: expected a FILE of bars for a model of ${header.data.name}`,
      );
    }
    const { timeframe } = header;
    const columns = ownColumns(header.features.map(({ name }) => name));
    const { calendar, data, ...run } =
      source === 'kraken'
        ? await krakenBars(context, header)
        : await loadRunBars(context, { data: source, timeframe, columns });
    checkMarketOf(data, header);
    const named = { header, path };
    const asked = { bars: run.bars, timeframe };
    const series = await findModelSeries(context, options, named, asked);
    const plans = header.series ?? [];
    const bars = joinSeries(run.bars, timeframe, plans, series.sources);
    for (const { column } of plansUnknownAtLast(run.bars, timeframe, plans, series.sources)) {
      context.note(`warning: ${column}: no observation for the last bar`);
    }
    const previous = POSITIONS[position];
    const situation = { bars, model, features: catalogue, previous };
    const decision = context.timer.time('decide', () => decide(situation));
    for (const warning of decision.warnings) context.note(`warning: ${warning}`);
    const age = sessionsSince(calendar, decision.barTime, context.now());
    if (age > SESSIONS_UNTIL_STALE) context.note(`warning: ${staleText(decision.barTime, age)}`);
    const record = signalRecord(decision, {
      // The position is held from the bar's close on.
      date: utcDate(decidedDay(calendar, decision.barTime) * DAY_SECONDS),
      nowMs: context.now(),
      model: { sha256: model.sha256, trainedAt: isoTime(header.lastTrainTime) },
      previous,
    });
    if (log && !context.replaying) await addToLog(context, logFile, record);
    const explained = why
      ? await context.busy('why', () => explain(situation, decision))
      : undefined;
    const aged = { ...record, bar_age_sessions: age };
    const lines = explained === undefined ? [] : ['', ...whyLines(explained, WHOLE_LENGTH)];
    const { inputs } = series;
    return {
      data,
      inputs,
      result: { ...aged, ...(explained === undefined ? {} : { why: explanationJson(explained) }) },
      text: [signalText(aged, decision, model), ...lines].join('\n'),
    };
  },
});

/** @throws InputError if the name of the bars says another market than the model's */
function checkMarketOf(
  { name, synthetic }: { readonly name: string; readonly synthetic: boolean },
  { market }: Pick<ModelArtifact['header'], 'market'>,
): void {
  const got = synthetic ? undefined : marketOfFile(name);
  if (got === undefined || market === null || got === marketName(market)) return;
  throw new InputError(`command line: --source: expected ${market}, the model's, got ${got}`);
}

/** Adds the day's line, or notes that the log has another line of that day. */
async function addToLog(
  context: CommandContext,
  path: string,
  record: SignalRecord,
): Promise<void> {
  const store = fileStore(dirname(path), context.now);
  const clock = machineClock(context);
  const target = { store, key: basename(path), clock, random: Math.random };
  const { line, faults } = await appendOnce(target, record);
  const isThis = line === JSON.stringify(record);
  for (const fault of faults) context.note(`warning: ${fault}`);
  context.note(`${path}: ${isThis ? 'has the line of' : 'keeps its older line of'} ${record.date}`);
}

function staleText(barTime: number, age: number): string {
  const bar = `the last closed bar is of ${formatBarTime(barTime)}`;
  return `${bar}, ${age} sessions came after it: the decision is for then, not for now`;
}

function ageText({ bar_age_sessions: age }: AgedRecord): string {
  return age === 0 ? 'the latest session' : `${counted(age, 'session')} old`;
}

/** A record, and how many sessions have ended since its bar. */
type AgedRecord = SignalRecord & { readonly bar_age_sessions: number };

function signalText(record: AgedRecord, decision: Decision, { header }: ModelArtifact): string {
  const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`;
  const { down, neutral, up } = decision.probabilities;
  const names = Object.entries(record.features);
  const width = Math.max(...names.map(([name]) => name.length));
  const from = signalLabel(record.previous_position);
  return [
    `${record.signal_label} for ${record.date} (predicted ${classLabel(decision)}, from ${from}, ` +
      `${header.neutral} on neutral)`,
    `bar ${formatBarTime(decision.barTime)}, close ${record.close}, ${ageText(record)}`,
    `down ${percent(down)}, neutral ${percent(neutral)}, up ${percent(up)}`,
    ...names.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    `model trained to ${utcDate(header.lastTrainTime)} on ${header.data.name}, ` +
      `SHA-256 ${record.model_sha256.slice(0, 16)}…`,
  ].join('\n');
}

function classLabel({ signal }: Decision): string {
  return { '-1': 'down', '0': 'neutral', '1': 'up' }[signal];
}
