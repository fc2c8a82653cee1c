/**
 * The record of a day, as the signal log holds it: what was decided, of what, and what was traded.
 * Field names are the log's own format (snake case), which others read.
 */

import { isoTime } from '../../core/bar-time.ts';
import type { Position, Signal } from '../../trade/positions.ts';
import type { Decision } from '../model/decision.ts';
import type { Side } from '../plan/instrument.ts';

/** The model behind a decision, as far as the record names it. */
export type ModelIdentity = { readonly sha256: string; readonly trainedAt: string };

export type OrderRecord = {
  readonly client_order_id: string;
  readonly order_id: string | null;
  readonly side: Side;
  readonly size: number;
  readonly reduce_only: boolean;
  readonly status: string;
  readonly filled: number;
  /** Mean price of the fills; null where the exchange shows none. */
  readonly price: number | null;
};

export type TradeRecord = {
  readonly action: 'BUY' | 'SELL' | 'HOLD' | 'REFUSED' | 'UNFINISHED';
  readonly orders: readonly OrderRecord[];
  /** Signed contracts; null where the exchange could not be asked. */
  readonly position_before: number | null;
  readonly position_after: number | null;
  readonly position_target: number | null;
  readonly btc_price: number | null;
  readonly position_size_usd: number;
  readonly environment: 'demo' | 'live';
  readonly executed_at: string;
  /** Why the target was not sought or reached; empty where it was. */
  readonly reasons: readonly string[];
};

export type SignalRecord = {
  /** UTC day on which the position is held. */
  readonly date: string;
  readonly close: number;
  /** The position to hold: +1, 0 or -1. */
  readonly signal: Position;
  readonly signal_label: 'LONG' | 'FLAT' | 'SHORT';
  readonly prob_down: number;
  readonly prob_neutral: number;
  readonly prob_up: number;
  readonly features: Readonly<Record<string, number>>;
  readonly model_trained_at: string;
  readonly model_sha256: string;
  readonly predicted_at: string;
  readonly bar_time: string;
  /** The class predicted, before the policy for neutral. */
  readonly predicted_class: Signal;
  /** The position that the policy started from: with it the signal can be derived again. */
  readonly previous_position: Position;
  readonly trade?: TradeRecord;
};

/** `LONG`, `FLAT` or `SHORT`. */
export function signalLabel(position: Position): SignalRecord['signal_label'] {
  return position === 1 ? 'LONG' : position === -1 ? 'SHORT' : 'FLAT';
}

/** The record of `decision`, without a trade. `nowMs`: when it was made. */
export function signalRecord(
  decision: Decision,
  made: {
    readonly date: string;
    readonly nowMs: number;
    readonly model: ModelIdentity;
    readonly previous: Position;
  },
): SignalRecord {
  const { probabilities } = decision;
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
  };
}

/** The record of a trade by hand: sure of its own side, since no model decided, and naming none. */
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
