/**
 * What an account does entry by entry, as columns that the caller allocates once.
 * Vocabulary: an entry is a tested bar; under payoff `log` it is a decision. Returns are simple
 * ones of the account's equity; under `log` they are logarithmic.
 */

/** Columns of one length, Float64Array (entries) each. */
export type AccountSeries = {
  /** Held from the entry's close to the next, -1 to 1. */
  readonly positions: Float64Array;
  /** Size of the trade at the entry's close, in units of the account's equity. */
  readonly turnover: Float64Array;
  /** Cost of that trade, a fraction of equity. */
  readonly costs: Float64Array;
  /** Return before cost; funding is taken off. */
  readonly gross: Float64Array;
  /** Return after cost. */
  readonly net: Float64Array;
};

/** A basis point as a fraction. */
export const BASIS_POINT = 1e-4;

/** Columns for `entries` entries, all 0. */
export function accountSeries(entries: number): AccountSeries {
  const column = (): Float64Array => new Float64Array(entries);
  return {
    positions: column(),
    turnover: column(),
    costs: column(),
    gross: column(),
    net: column(),
  };
}

/**
 * Ends an account whose equity is gone at `entry`: that entry loses all there was and no more, and
 * after it there is no position, no trade and no return.
 */
export function endAccount(series: AccountSeries, entry: number): void {
  series.gross[entry] = Math.max(series.gross[entry], -1);
  series.net[entry] = -1;
  for (const column of Object.values(series)) column.fill(0, entry + 1);
}
