/**
 * Price bars as columns: one Float64Array a field, all of one length, time strictly increasing.
 * What reads them checks them (data/checks.ts); everything above trusts them.
 */

/** OHLCV columns, each Float64Array (rows); `time` is the bar's open in unix seconds, UTC. */
export type Bars = {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};

export const BAR_FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

/** `bars[start, end)`: views of the same memory, nothing copied. */
export function sliceBars(bars: Bars, start: number, end: number): Bars {
  return {
    time: bars.time.subarray(start, end),
    open: bars.open.subarray(start, end),
    high: bars.high.subarray(start, end),
    low: bars.low.subarray(start, end),
    close: bars.close.subarray(start, end),
    volume: bars.volume.subarray(start, end),
  };
}
