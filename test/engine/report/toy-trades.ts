/** Trades of which a test knows all. */

export const DAY = 86_400;
export const START = Date.parse('2020-01-01') / 1000;

/** Trades of one bar each, one a day, with these returns; the last one is open. */
export function tradesOf(returns: readonly number[]) {
  return returns.map((value, i) => ({
    entryTime: START + i * DAY,
    exitTime: START + (i + 1) * DAY,
    side: i % 2 === 0 ? ('long' as const) : ('short' as const),
    bars: 1,
    return: value,
    open: i === returns.length - 1,
  }));
}
