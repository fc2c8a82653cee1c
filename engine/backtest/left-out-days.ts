/**
 * An account without its most extreme days: how much of a result a few days made. The days are
 * known only afterwards, so this is a question to a result and no strategy.
 * Must not know: decisions.
 */

import { DAY_SECONDS, utcDate } from '../core/bar-time.ts';
import { sum } from '../statistics/moments.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';
import { logGrowth, type Account } from '../trade/account.ts';

/** What remains of an account if some days are left out, as if they had not been. */
export type LeftOutDays = {
  /** The days that are left out, the most extreme first; a day is the one that earned. */
  readonly days: readonly { readonly date: string; readonly logReturn: number }[];
  /** Annualised, of the entries of all other days. */
  readonly sharpe: number;
  /** Sum of log(1 + net) over them; NaN where equity was lost. */
  readonly totalLogReturn: number;
  readonly bars: number;
};

/** `account` without the ten days that earned most, and without the ten that lost most. */
export function withoutExtremeDays(
  account: Account,
  terms: {
    readonly periodsPerYear: number;
    /** The market's day of a time, in days since 1970-01-01; left out: the UTC day. */
    readonly sessionDay?: ((time: number) => number) | undefined;
  },
): { readonly best: LeftOutDays; readonly worst: LeftOutDays } {
  const { sessionDay = (time: number) => Math.floor(time / DAY_SECONDS), periodsPerYear } = terms;
  const growth = logGrowth(account);
  const days = Array.from(account.earned, sessionDay);
  const byDay = new Map<number, number>();
  days.forEach((day, entry) => byDay.set(day, (byDay.get(day) ?? 0) + growth[entry]!));
  // Equal days keep their order in time.
  const ascending = [...byDay].toSorted(([, a], [, b]) => a - b);
  const without = (extremes: readonly (readonly [number, number])[]): LeftOutDays => {
    const left = new Set(extremes.map(([day]) => day));
    const kept = (_: number, entry: number): boolean => !left.has(days[entry]!);
    const net = account.net.filter(kept);
    const total = sum(growth.filter(kept));
    return {
      days: extremes.map(([day, logReturn]) => ({ date: utcDate(day * DAY_SECONDS), logReturn })),
      sharpe: sharpeRatio(net, periodsPerYear),
      totalLogReturn: Number.isFinite(total) ? total : Number.NaN,
      bars: net.length,
    };
  };
  return {
    best: without(ascending.slice(-LEFT_OUT).toReversed()),
    worst: without(ascending.slice(0, LEFT_OUT)),
  };
}

/** By convention: the ten best days are what is quoted of a market. */
const LEFT_OUT = 10;
