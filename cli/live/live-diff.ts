/**
 * `npm run live:diff`: derives every logged signal again from bars that you kept and from the model
 * that the record names. For each day it says `identical`, or what differs. The policy's position
 * is derived from day to day, too, and not taken from the log.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barSeconds, formatBarTime } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { InputError, toError } from '../../engine/core/errors.ts';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
import { decide } from '../../engine/live/model/decide.ts';
import { LIVE_OPTIONS } from '../../engine/live/live-settings.ts';
import { loadModelArtifact, type ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { hashedKey, sha256Of } from '../../engine/live/model/model-pointer.ts';
import { textOf } from '../../engine/live/edges/object-store.ts';
import { parseSignalLog } from '../../engine/live/journal/signal-log.ts';
import {
  isRecord,
  recordDifferences,
  stateDifferences,
  type Difference,
} from '../../engine/live/journal/signal-diff.ts';
import type { SignalRecord } from '../../engine/live/journal/signal-record.ts';
import { policyState } from '../../engine/live/missed-bars.ts';
import type { Decision } from '../../engine/live/model/decision.ts';
import type { Position } from '../../engine/trade/positions.ts';
import { catalogue } from '../../features/catalogue.ts';
import type { Command } from '../framework/command.ts';
import { DATA_OPTIONS, defineCommand } from '../framework/command.ts';
import { POSITIONS, SIGNAL_LOG } from './predict.ts';
import { loadRunBars } from '../framework/run-bars.ts';

/** The number of closed bars that the exchange gives to the function. */
const LIVE_BARS = 720;

const OPTIONS = {
  data: {
    ...DATA_OPTIONS.data,
    doc: 'Bars that include the logged days: TradingView or Kraken CSV, Arrow, Parquet',
  },
  log: { kind: 'text', default: SIGNAL_LOG, placeholder: 'FILE', doc: 'The signal log' },
  models: {
    kind: 'text',
    default: 'models',
    placeholder: 'DIR',
    doc: 'Folder of model files with any names; a record names its model by SHA-256',
  },
  bucket: {
    kind: 'text',
    default: undefined,
    placeholder: 'BUCKET',
    doc: "The function's bucket, whose log and models are used instead of --log and --models",
  },
  key: {
    kind: 'text',
    default: LIVE_OPTIONS.s3ModelKey.default,
    placeholder: 'KEY',
    doc: "The models' key in the bucket",
  },
  position: {
    kind: 'choice',
    default: 'flat',
    choices: ['long', 'flat', 'short'],
    doc: "Position before the first logged day; from then on the policy's own",
  },
} as const;

type Verdict = {
  readonly date: string;
  readonly verdict: 'identical' | 'differs' | 'not derived';
  readonly reason: string | null;
  readonly differences: readonly Difference[];
  /** The signal that the next day goes on from: the derived one or, if there is none, the log's. */
  readonly signal: Position;
};

/** The policy's last word. */
type Last = { readonly signal: Position; readonly barTime: number | undefined };

export const liveDiffCommand: Command = defineCommand({
  name: 'live:diff',
  purpose: 'Derives each logged signal again from kept bars and models, and says what differs.',
  options: OPTIONS,
  examples: [
    '--data btc.csv --log outputs/btc_signals.jsonl --models models',
    '--data btc.csv --bucket my-btc-signals --json',
  ],
  run: async (context, options) => {
    const { bars, data } = await loadRunBars(context, { data: options.data, timeframe: '1d' });
    const source = await recordsAndModels(options);
    const days: Verdict[] = [];
    // A policy that holds goes on from its own last word, so the days are derived in order.
    let last: Last = { signal: POSITIONS[options.position], barTime: undefined };
    for (const record of source.records.toSorted(byDate)) {
      const day = await verdictOn(record, last, bars, source.model);
      days.push(day);
      last = { signal: day.signal, barTime: barTimeOf(record) };
    }
    const count = (verdict: Verdict['verdict']): number =>
      days.filter((day) => day.verdict === verdict).length;
    const [identical, different, notDerived] = (
      ['identical', 'differs', 'not derived'] as const
    ).map(count) as [number, number, number];
    const differing = days.map(({ date, verdict, reason, differences }) => {
      return { date, verdict, reason, differences: differences.map(plain) };
    });
    return {
      data,
      result: { identical, different, notDerived, days: differing },
      text: [
        ...days.flatMap(verdictLines),
        `${identical} identical, ${different} different, ${notDerived} not derived`,
      ].join('\n'),
      checkFailed: different + notDerived > 0,
    };
  },
});

type Source = {
  readonly records: readonly SignalRecord[];
  /** The model with this SHA-256, or undefined if it was not kept. */
  readonly model: (sha256: string) => Promise<ModelArtifact | undefined>;
};

async function recordsAndModels(options: {
  readonly log: string;
  readonly models: string;
  readonly bucket: string | undefined;
  readonly key: string;
}): Promise<Source> {
  const { bucket, key, log, models } = options;
  if (bucket === undefined) {
    const text = await readFile(log, 'utf8').catch((error: unknown) => {
      throw new InputError(`${log}: cannot read the log: ${toError(error).message}`);
    });
    return { records: recordsOf(text, log), model: await modelsBelow(models) };
  }
  const store = awsServices().store(bucket);
  const logKey = LIVE_OPTIONS.s3SignalsKey.default;
  const stored = await store.read(logKey);
  if (stored === undefined) throw new InputError(`${bucket}: expected a log at ${logKey}`);
  const loaded = new Map<string, ModelArtifact>();
  const model = async (sha256: string): Promise<ModelArtifact | undefined> => {
    const known = loaded.get(sha256);
    if (known !== undefined) return known;
    const object = await store.read(hashedKey(key, sha256));
    if (object === undefined) return undefined;
    const artifact = loadModelArtifact(
      object.body,
      `${bucket}/${hashedKey(key, sha256)}`,
      catalogue,
    );
    loaded.set(sha256, artifact);
    return artifact;
  };
  return { records: recordsOf(textOf(stored), logKey), model };
}

function recordsOf(text: string, where: string): readonly SignalRecord[] {
  return parseSignalLog(text).map((record, i) => {
    if (isRecord(record)) return record;
    throw new InputError(`${where}:${i + 1}: expected a signal record, fields are missing`);
  });
}

/** Finds models in `folder` by the hash of their bytes. Other files are ignored. */
async function modelsBelow(folder: string): Promise<Source['model']> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new InputError(`${folder}: cannot read the models: ${toError(error).message}`);
  });
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.bin'))
      .map(async (name) => {
        const bytes = await readFile(join(folder, name));
        return [sha256Of(bytes), { name, bytes }] as const;
      }),
  );
  const bySha256 = new Map(files);
  return async (sha256) => {
    const file = bySha256.get(sha256);
    return file && loadModelArtifact(file.bytes, join(folder, file.name), catalogue);
  };
}

function byDate(one: SignalRecord, other: SignalRecord): number {
  return one.date < other.date ? -1 : 1;
}

function barTimeOf(record: SignalRecord): number {
  return Date.parse(record.bar_time) / 1000;
}

async function verdictOn(
  record: SignalRecord,
  last: Last,
  bars: Bars,
  modelOf: Source['model'],
): Promise<Verdict> {
  const { date } = record;
  const not = (reason: string): Verdict => {
    return { date, verdict: 'not derived', reason, differences: [], signal: record.signal };
  };
  if (record.flat_because !== undefined) return flatVerdict(record);
  const model = await modelOf(record.model_sha256);
  if (model === undefined) return not(`model ${record.model_sha256.slice(0, 12)} was not kept`);
  if (model.header.timeframe !== '1d') return not('the model is not of daily bars');
  const time = barTimeOf(record);
  const end = bars.time.indexOf(time) + 1;
  if (end === 0) return not(`no bar of ${formatBarTime(time)}`);
  const first = bars.time[end - 1]! - (LIVE_BARS - 1) * barSeconds('1d');
  const start = bars.time.findIndex((barTime) => barTime >= first);
  try {
    const shown = sliceBars(bars, start, end);
    const decideOn = (situation: { bars: Bars; previous: Position }): Decision =>
      decide({ ...situation, model, features: catalogue });
    const state = policyState(decideOn, shown, last);
    const { previous, derived } = state;
    const decision = decideOn({ bars: shown, previous });
    // A policy that is flat on neutral does not look at the position before.
    const holds = model.header.neutral === 'hold';
    const before = { previous: holds ? previous : undefined, derived };
    const differences = [
      ...stateDifferences(record, before),
      ...recordDifferences(record, decision),
    ];
    const verdict = differences.length === 0 ? 'identical' : 'differs';
    return { date, verdict, reason: null, differences, signal: decision.position };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return not(error.message);
  }
}

/** The verdict on a day on which no model decided: only FLAT follows from that. */
function flatVerdict({ date, signal, flat_because: because }: SignalRecord): Verdict {
  const differences = signal === 0 ? [] : [{ field: 'signal', logged: signal, derived: 0 }];
  const verdict = signal === 0 ? 'identical' : 'differs';
  return { date, verdict, reason: `FLAT, because ${because}`, differences, signal: 0 };
}

function verdictLines({ date, verdict, reason, differences }: Verdict): readonly string[] {
  return [
    `${date} ${verdict}${reason === null ? '' : `: ${reason}`}`,
    ...differences.map(
      ({ field, logged, derived }) => `  ${field}: ${logged} logged, ${derived} derived`,
    ),
  ];
}

function plain({ field, logged, derived }: Difference) {
  return { field, logged, derived };
}
