/**
 * From predicted classes to positions. One policy function serves the backtest and the live part,
 * so that what was tested is what trades.
 * Vocabulary: a signal is +1 up, 0 neutral, -1 down; a position is +1 long, 0 flat, -1 short.
 * Must not know: models, money.
 */

/** What a neutral signal does: keep the position, or close it. */
export const NEUTRAL_POLICIES = ['hold', 'flat'] as const;
/** One of the policies for a neutral signal. */
export type NeutralPolicy = (typeof NEUTRAL_POLICIES)[number];

/** A predicted class: -1 down, 0 neutral, +1 up. */
export type Signal = -1 | 0 | 1;
/** -1 short, 0 flat, +1 long, in units of the position's size. */
export type Position = -1 | 0 | 1;

/** The position after `signal`: the signal's side, or what `policy` says where it is neutral. */
export function nextPosition(previous: Position, signal: Signal, policy: NeutralPolicy): Position {
  if (signal !== 0) return signal;
  return policy === 'hold' ? previous : 0;
}

/** Int8Array (rows): the position held from each row's close to the next, flat before the first. */
export function positionsOf(signals: Int8Array, policy: NeutralPolicy): Int8Array {
  const positions = new Int8Array(signals.length);
  let position: Position = 0;
  for (let i = 0; i < signals.length; i++) {
    position = nextPosition(position, signals[i] as Signal, policy);
    positions[i] = position;
  }
  return positions;
}

/** Rows long, short and flat: counts that add up to the number of rows. */
export type PositionCounts = {
  readonly long: number;
  readonly short: number;
  readonly flat: number;
};

/** How many of `positions` are long, short and flat. */
export function countPositions(positions: Int8Array | Float64Array): PositionCounts {
  let long = 0;
  let short = 0;
  for (const position of positions) {
    if (position > 0) long++;
    else if (position < 0) short++;
  }
  return { long, short, flat: positions.length - long - short };
}
