/**
 * The trades of an account: runs of entries on one side.
 * Vocabulary: a trade begins at the close of the bar at which its side was taken and ends at the
 * close of the bar at which it was left; a flip ends one and begins the next. Must not know:
 * decisions, prices.
 */

import { logGrowth, type Account } from './account.ts';

export type Trade = {
  /** Opens of the bars at whose closes the trade was entered and left, unix seconds. */
  readonly entryTime: number;
  readonly exitTime: number;
  readonly side: 'long' | 'short';
  /** Bars held. */
  readonly bars: number;
  /** Simple return of equity over the trade, after the costs of entering and leaving. */
  readonly return: number;
  /** Sum of the trade's costs, fractions of equity. */
  readonly cost: number;
  /** True where the account ends in the trade: nothing was paid for leaving. */
  readonly open: boolean;
};

/**
 * The trades of `account` in time order. A flip's cost is shared by the two trades in proportion to
 * their positions, so that the product of 1 + return over all trades is the final equity (if flat
 * entries earn nothing, as under payoff `linear`).
 */
export function tradesOf(account: Account): readonly Trade[] {
  const { positions, time, earned } = account;
  const growth = logGrowth(account);
  const trades: Trade[] = [];
  let start = 0;
  while (start < positions.length) {
    const side = Math.sign(positions[start]);
    let end = start + 1;
    while (end < positions.length && Math.sign(positions[end]) === side) end++;
    if (side !== 0) {
      const open = end === positions.length;
      trades.push({
        entryTime: time[start],
        exitTime: open ? earned[end - 1] : time[end],
        side: side > 0 ? 'long' : 'short',
        bars: end - start,
        ...outcome(account, growth, start, end),
        open,
      });
    }
    start = end;
  }
  return trades;
}

/** Return and cost of the trade that holds entries [start, end). */
function outcome(account: Account, growth: Float64Array, start: number, end: number) {
  const { costs } = account;
  const before = leavingCost(account, start);
  const after = end < costs.length ? leavingCost(account, end) : 0;
  let total = loss(account, after) - loss(account, before);
  let cost = after - before;
  for (let i = start; i < end; i++) {
    total += growth[i];
    cost += costs[i];
  }
  return { return: Math.expm1(total), cost };
}

/** The part of the cost at `entry` that was paid for leaving the side held before it. */
function leavingCost({ positions, costs }: Account, entry: number): number {
  const left = entry === 0 ? 0 : Math.abs(positions[entry - 1]);
  return left === 0 ? 0 : (costs[entry] * left) / (left + Math.abs(positions[entry]));
}

/** Log growth of equity that a cost takes. */
function loss({ payoff }: Account, cost: number): number {
  return payoff === 'log' ? -cost : Math.log1p(-cost);
}
