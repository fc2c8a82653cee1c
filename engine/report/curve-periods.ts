/** Months and years of a curve, for results whose documents have none. */

import { utcDate } from '../core/bar-time.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';
import type { Curve, YearRow } from './report.ts';

/** Log return of each calendar month, `2017-04`, in time order; from a ruin on there are none. */
export function monthsOf({ time, equity }: Curve): Readonly<Record<string, number>> {
  const months: Record<string, number> = {};
  time.forEach((second, i) => {
    const [before, after] = [equity[i - 1] ?? 1, equity[i]!];
    if (before <= 0 || after <= 0) return;
    const month = utcDate(second).slice(0, 7);
    months[month] = (months[month] ?? 0) + Math.log(after / before);
  });
  return months;
}

/** The years of a curve; an undefined Sharpe ratio is null. */
export function yearsOf(curve: Curve, periodsPerYear: number): readonly YearRow[] {
  const months = Object.entries(monthsOf(curve));
  const years = [...new Set(months.map(([month]) => month.slice(0, 4)))];
  return years.map((year) => {
    const own = months.filter(([month]) => month.startsWith(year));
    const returns = curve.time.flatMap((second, i) => {
      const before = curve.equity[i - 1] ?? 1;
      return utcDate(second).startsWith(year) && before > 0 ? [curve.equity[i]! / before - 1] : [];
    });
    const sharpe = sharpeRatio(Float64Array.from(returns), periodsPerYear);
    return {
      year: Number(year),
      bars: returns.length,
      totalLogReturn: own.reduce((sum, [, growth]) => sum + growth, 0),
      sharpe: Number.isNaN(sharpe) ? null : sharpe,
      positiveMonths: own.filter(([, growth]) => growth > 0).length / own.length,
    };
  });
}
