/**
 * Logged signals, derived again from bars that were kept and from the model that each record names.
 * The policy's position is derived from day to day, too, and not taken from the log.
 */

import { barSeconds, formatBarTime } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { ObjectStore } from '../../engine/live/edges/object-store.ts';
import {
  isRecord,
  recordDifferences,
  stateDifferences,
  type Difference,
} from '../../engine/live/journal/signal-diff.ts';
import { parseSignalLog } from '../../engine/live/journal/signal-log.ts';
import type { DerivedSignal, SignalRecord } from '../../engine/live/journal/signal-record.ts';
import { policyState } from '../../engine/live/missed-bars.ts';
import { decide } from '../../engine/live/model/decide.ts';
import type { Decision } from '../../engine/live/model/decision.ts';
import { explain } from '../../engine/live/model/explain.ts';
import type { Explanation } from '../../engine/live/model/explanation.ts';
import { loadModelArtifact, type ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { hashedKey } from '../../engine/live/model/model-pointer.ts';
import type { Position } from '../../engine/trade/positions.ts';
import { catalogue } from '../../features/catalogue.ts';
import { joinSeries, type SeriesSources } from '../../features/join-series.ts';

/** The number of closed bars that the exchange gives to the function. */
const LIVE_BARS = 720;

/** The lines of a signal log, and the models that they name. */
export type LoggedDays = {
  readonly records: readonly SignalRecord[];
  /** Lines of the log that are no record. */
  readonly faults: readonly string[];
  /** The model with this SHA-256, or undefined if it was not kept. */
  readonly model: (sha256: string) => Promise<ModelArtifact | undefined>;
};

/** A logged day, derived again. */
export type Verdict = {
  readonly date: string;
  readonly verdict: 'identical' | 'differs' | 'not derived';
  readonly reason: string | null;
  readonly differences: readonly Difference[];
  /** The signal that the next day goes on from: the derived one or, if there is none, the log's. */
  readonly signal: Position;
  /** Missed bars before the day's, and what the policy derived for them. */
  readonly missed: readonly DerivedSignal[];
  /** Why the model decides so; undefined if no model decided, or if the day was not derived. */
  readonly explain?: () => Explanation;
};

/** The policy's last word. */
type Last = { readonly signal: Position; readonly barTime: number | undefined };

/**
 * Derives the days in the order of their dates, because a policy that holds goes on from its own
 * last word.
 * @param before the policy's position before the first of the days
 */
export async function deriveDays(
  logged: Pick<LoggedDays, 'records' | 'model'> & {
    /** What the series of the models are joined from; left out: nothing. */
    readonly series?: SeriesSources | undefined;
  },
  bars: Bars,
  before: Position,
): Promise<readonly Verdict[]> {
  const days: Verdict[] = [];
  let last: Last = { signal: before, barTime: undefined };
  for (const record of logged.records.toSorted(byDate)) {
    const day = await verdictOn(record, last, bars, logged);
    days.push(day);
    last = { signal: day.signal, barTime: barTimeOf(record) };
  }
  return days;
}

/** The records in the text of a log, and the lines of it that are none. */
export function recordsOf(text: string, where: string): Omit<LoggedDays, 'model'> {
  const { entries, faults } = parseSignalLog(text);
  const incomplete = entries.filter(({ record }) => !isRecord(record));
  return {
    records: entries.map(({ record }) => record).filter(isRecord),
    faults: [
      ...faults.map((fault) => `${where}: ${fault}`),
      ...incomplete.map(
        ({ number }) => `${where}: signal log:${number}: fields are missing: left out`,
      ),
    ],
  };
}

/** The models below `key` of a store, by their hash; each is read once. */
export function storedModels(store: ObjectStore, key: string): LoggedDays['model'] {
  const loaded = new Map<string, ModelArtifact>();
  return async (sha256) => {
    const known = loaded.get(sha256);
    if (known !== undefined) return known;
    const at = hashedKey(key, sha256);
    const object = await store.read(at);
    if (object === undefined) return undefined;
    const artifact = loadModelArtifact(object.body, at, catalogue);
    loaded.set(sha256, artifact);
    return artifact;
  };
}

function byDate(one: SignalRecord, other: SignalRecord): number {
  return one.date < other.date ? -1 : 1;
}

/** Open time of the bar that a record was decided on, unix seconds. */
export function barTimeOf(record: Pick<SignalRecord, 'bar_time'>): number {
  return Date.parse(record.bar_time) / 1000;
}

async function verdictOn(
  record: SignalRecord,
  last: Last,
  bars: Bars,
  from: Parameters<typeof deriveDays>[0],
): Promise<Verdict> {
  const { date } = record;
  const not = (reason: string): Verdict => {
    return {
      date,
      verdict: 'not derived',
      reason,
      differences: [],
      signal: record.signal,
      missed: [],
    };
  };
  if (record.flat_because !== undefined) return flatVerdict(record);
  const model = await from.model(record.model_sha256);
  if (model === undefined) return not(`model ${record.model_sha256.slice(0, 12)} was not kept`);
  if (model.header.timeframe !== '1d') return not('the model is not of daily bars');
  const time = barTimeOf(record);
  const end = bars.time.indexOf(time) + 1;
  if (end === 0) return not(`no bar of ${formatBarTime(time)}`);
  const first = bars.time[end - 1]! - (LIVE_BARS - 1) * barSeconds('1d');
  const start = bars.time.findIndex((barTime) => barTime >= first);
  try {
    const { series = [], timeframe } = model.header;
    const shown = joinSeries(sliceBars(bars, start, end), timeframe, series, from.series ?? {});
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
    const signal = decision.position;
    const situation = { bars: shown, model, features: catalogue, previous };
    const why = (): Explanation => explain(situation, decision);
    return { date, verdict, reason: null, differences, signal, missed: derived, explain: why };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return not(error.message);
  }
}

/** The verdict on a day on which no model decided: only FLAT follows from that. */
function flatVerdict({ date, signal, flat_because: because }: SignalRecord): Verdict {
  const differences = signal === 0 ? [] : [{ field: 'signal', logged: signal, derived: 0 }];
  const verdict = signal === 0 ? 'identical' : 'differs';
  const reason = `FLAT, because ${because}`;
  return { date, verdict, reason, differences, signal: 0, missed: [] };
}
