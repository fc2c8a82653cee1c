/**
 * The original system's accounting, for comparison with it: position times log return, on decided
 * bars only. What happens on bars between them is in no figure, and a short earns the log
 * return's negative, which is more than a short earns. Must not know: decisions' values.
 */

import { assert } from '../core/errors.ts';
import { BASIS_POINT, type AccountSeries } from './account-series.ts';

/**
 * Fills the columns beside `series.positions`, an entry a decided bar: with p the position, c the
 * close, gross = p · log(c[next] / c), turnover = |change of p| from flat, net = gross - cost ·
 * turnover, all logarithmic. Log returns have no ruin.
 * @param bar Uint32Array (entries): the decided bars
 */
export function fillLog(
  close: Float64Array,
  bar: Uint32Array,
  series: AccountSeries,
  { costBps }: { readonly costBps: number },
): void {
  const { positions, turnover, costs, gross, net } = series;
  assert(bar.length === net.length, 'an entry a decision');
  let previous = 0;
  for (let i = 0; i < net.length; i++) {
    const position = positions[i];
    turnover[i] = Math.abs(position - previous);
    costs[i] = turnover[i] * costBps * BASIS_POINT;
    gross[i] = position * Math.log(close[bar[i] + 1] / close[bar[i]]);
    net[i] = gross[i] - costs[i];
    previous = position;
  }
}
