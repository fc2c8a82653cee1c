/** Compares a logged record with the same decision made again, field by field. */

import type { Position } from '../../trade/positions.ts';
import type { Decision } from '../model/decision.ts';
import type { DerivedSignal, SignalRecord } from './signal-record.ts';

export type Difference = {
  readonly field: string;
  readonly logged: number | null;
  readonly derived: number | null;
};

/**
 * A sum over a longer or shorter history differs in its last digits only. A revised bar makes a
 * larger difference than this.
 */
const FEATURE_TOLERANCE = 1e-9;

/** Whether a line of the log has all fields that are needed to derive the signal again. */
export function isRecord(line: object): line is SignalRecord {
  const record = line as Partial<Record<keyof SignalRecord, unknown>>;
  const texts = [record.date, record.bar_time, record.model_sha256];
  const numbers = [record.signal, record.close, record.previous_position];
  // A day that is flat because no model may decide has no class.
  if (record.flat_because === undefined) numbers.push(record.predicted_class);
  return (
    texts.every((value) => typeof value === 'string') &&
    numbers.every((value) => typeof value === 'number') &&
    typeof record.features === 'object'
  );
}

/** The policy's state before a decision, as far as it matters for the decision. */
export type StateBefore = {
  /** Undefined if the policy does not look at it. */
  readonly previous: Position | undefined;
  /** The signals of missed bars. */
  readonly derived: readonly DerivedSignal[];
};

/**
 * The differences of the policy's state in `logged` from `before`, which the policy itself came to.
 */
export function stateDifferences(logged: SignalRecord, before: StateBefore): readonly Difference[] {
  const { previous_position: previous, derived: missed = [] } = logged;
  const differs = before.previous !== undefined && before.previous !== previous;
  const own = differs
    ? [{ field: 'previous_position', logged: previous, derived: before.previous }]
    : [];
  const times = new Set([...missed, ...before.derived].map(({ bar_time: time }) => time));
  const signalAt = (list: readonly DerivedSignal[], time: string): Position | null =>
    list.find(({ bar_time: at }) => at === time)?.signal ?? null;
  return [
    ...own,
    ...[...times]
      .map((time) => ({
        field: `derived.${time.slice(0, 10)}`,
        logged: signalAt(missed, time),
        derived: signalAt(before.derived, time),
      }))
      .filter(({ logged: said, derived }) => said !== derived),
  ];
}

/**
 * The fields in which `derived` differs from `logged`. Position, class, probabilities and close
 * must be equal; features may differ by 1e-9 of their size. If one side lacks a feature, its value
 * is null.
 */
export function recordDifferences(logged: SignalRecord, derived: Decision): readonly Difference[] {
  const exact: readonly (readonly [string, number | null, number])[] = [
    ['signal', logged.signal, derived.position],
    ['predicted_class', logged.predicted_class, derived.signal],
    ['close', logged.close, derived.close],
    ['prob_down', logged.prob_down, derived.probabilities.down],
    ['prob_neutral', logged.prob_neutral, derived.probabilities.neutral],
    ['prob_up', logged.prob_up, derived.probabilities.up],
  ];
  const names = new Set([...Object.keys(logged.features), ...Object.keys(derived.features)]);
  return [
    ...exact
      .filter(([, before, now]) => before !== now)
      .map(([field, before, now]) => ({ field, logged: before, derived: now })),
    ...[...names].flatMap((name) => {
      const [before, now] = [logged.features[name], derived.features[name]];
      if (before !== undefined && now !== undefined && near(before, now)) return [];
      return [{ field: `features.${name}`, logged: before ?? null, derived: now ?? null }];
    }),
  ];
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= FEATURE_TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}
