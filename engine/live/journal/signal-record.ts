/**
 * The record of a day, as it stands in the signal log: the decision, what it was made from, and the
 * trade. Field names are the format of the log (snake case), which other programs read.
 */

import { isoTime } from '../../core/bar-time.ts';
import type { Position, Signal } from '../../trade/positions.ts';
import type { Decision } from '../model/decision.ts';
import type { Side } from '../plan/instrument.ts';

/** The facts about a model that the record names. */
export type ModelIdentity = { readonly sha256: string; readonly trainedAt: string };

/** The status of an order that nothing shows any more. It may have filled or not. */
export const UNKNOWN = 'unknown';

export type OrderRecord = {
  readonly client_order_id: string;
  readonly order_id: string | null;
  readonly side: Side;
  readonly size: number;
  readonly reduce_only: boolean;
  readonly status: string;
  readonly filled: number;
  /** Mean price of the fills; null if the exchange shows no fill. */
  readonly price: number | null;
};

export type TradeRecord = {
  /** `SHADOW`: the orders are those that would have been sent; none was. */
  readonly action: 'BUY' | 'SELL' | 'HOLD' | 'REFUSED' | 'UNFINISHED' | 'SHADOW';
  /** The contract or the spot pair. Lines of earlier versions, all of PI_XBTUSD, lack it. */
  readonly instrument?: string;
  /** What sizes and positions count: one contract of `1 USD` or `0.0001 BTC`, or `BTC` on spot. */
  readonly unit?: string;
  readonly orders: readonly OrderRecord[];
  /** Signed contracts; null if it was not possible to ask the exchange. */
  readonly position_before: number | null;
  readonly position_after: number | null;
  readonly position_target: number | null;
  readonly btc_price: number | null;
  readonly position_size_usd: number;
  readonly environment: 'demo' | 'live';
  readonly executed_at: string;
  /**
   * Why no order was sent, why the target was not reached, or why a guard made it 0; else empty.
   */
  readonly reasons: readonly string[];
} & Partial<AccountRecord>;

/** The futures account after the trade. null is not known; spot and older records have no field. */
export type AccountRecord = {
  /** USD at the mark price, with the profit of the open position. */
  readonly equity: number | null;
  /** USD that are free to be used as margin. */
  readonly available_margin: number | null;
  /** USD; null if there is no position. */
  readonly liquidation_price: number | null;
  /** Fraction of the position's value that a long position pays an hour at that time. */
  readonly funding_rate: number | null;
};

/** A signal that a later run derived, because no run decided on its bar at the time. */
export type DerivedSignal = {
  readonly bar_time: string;
  readonly close: number;
  readonly predicted_class: Signal;
  /** The policy's position after the bar: +1, 0 or -1. */
  readonly signal: Position;
};

export type SignalRecord = {
  /** The UTC day on which the position is held. */
  readonly date: string;
  readonly close: number;
  /** The position to hold: +1, 0 or -1. */
  readonly signal: Position;
  readonly signal_label: 'LONG' | 'FLAT' | 'SHORT';
  /** Probabilities, in [0, 1]; null if no model decided. */
  readonly prob_down: number | null;
  readonly prob_neutral: number | null;
  readonly prob_up: number | null;
  readonly features: Readonly<Record<string, number>>;
  readonly model_trained_at: string;
  readonly model_sha256: string;
  readonly predicted_at: string;
  readonly bar_time: string;
  /** The predicted class, before the policy for neutral is applied; null if no model decided. */
  readonly predicted_class: Signal | null;
  /** Why the signal is FLAT although no model decided; left out if a model decided. */
  readonly flat_because?: string;
  /**
   * The policy's position before the decision: the last signal, not what the exchange holds. It is
   * needed to derive the signal again.
   */
  readonly previous_position: Position;
  /** Signals of bars that no run decided on, derived by this run; left out if there are none. */
  readonly derived?: readonly DerivedSignal[];
  readonly trade?: TradeRecord;
};

/** `LONG`, `FLAT` or `SHORT`. */
export function signalLabel(position: Position): SignalRecord['signal_label'] {
  return position === 1 ? 'LONG' : position === -1 ? 'SHORT' : 'FLAT';
}

/** The record of `decision`, without a trade. `nowMs` is the time of the decision. */
export function signalRecord(
  decision: Decision,
  made: {
    readonly date: string;
    readonly nowMs: number;
    readonly model: ModelIdentity;
    readonly previous: Position;
    readonly derived?: readonly DerivedSignal[];
  },
): SignalRecord {
  const { probabilities } = decision;
  const { derived = [] } = made;
  return {
    date: made.date,
    close: decision.close,
    signal: decision.position,
    signal_label: signalLabel(decision.position),
    prob_down: probabilities.down,
    prob_neutral: probabilities.neutral,
    prob_up: probabilities.up,
    features: decision.features,
    model_trained_at: made.model.trainedAt,
    model_sha256: made.model.sha256,
    predicted_at: isoTime(Math.floor(made.nowMs / 1000)),
    bar_time: isoTime(decision.barTime),
    predicted_class: decision.signal,
    previous_position: made.previous,
    ...(derived.length === 0 ? {} : { derived }),
  };
}

/** The record of a day that is flat because no model may decide. */
export function flatRecord(day: {
  readonly date: string;
  readonly nowMs: number;
  readonly model: ModelIdentity;
  readonly previous: Position;
  /** Close and open time (unix seconds) of the last closed bar. */
  readonly close: number;
  readonly barTime: number;
  readonly because: string;
}): SignalRecord {
  const { close, barTime } = day;
  const probabilities = { down: Number.NaN, neutral: Number.NaN, up: Number.NaN };
  const flat = { signal: 0, position: 0, probabilities, features: {}, close, barTime } as const;
  return {
    ...signalRecord({ ...flat, warnings: [] }, day),
    prob_down: null,
    prob_neutral: null,
    prob_up: null,
    predicted_class: null,
    flat_because: day.because,
  };
}

/**
 * The record of a trade by hand. No model decided, so it names none, and its own side has
 * probability 1.
 */
export function handRecord(order: {
  readonly date: string;
  readonly signal: Position;
  /** Close and open time (unix seconds) of the last closed bar. */
  readonly close: number;
  readonly barTime: number;
  readonly nowMs: number;
}): SignalRecord {
  const { signal, close, barTime } = order;
  const share = (side: number): number => (side === signal ? 1 : 0);
  const probabilities = { down: share(-1), neutral: share(0), up: share(1) };
  const decision = { signal, position: signal, probabilities, features: {}, close, barTime };
  const model = { sha256: '', trainedAt: '' };
  return signalRecord(
    { ...decision, warnings: [] },
    { date: order.date, nowMs: order.nowMs, model, previous: signal },
  );
}
