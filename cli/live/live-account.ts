/**
 * What live made: the account of the positions that it held, beside the backtest of the same days
 * and buy and hold, and what that proves. Pure. Returns are those of a position of the decided size
 * in dollars, from close to close; live trades some minutes later, and pays its own fees.
 */

import { isoTime } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { SignalRecord, TradeRecord } from '../../engine/live/journal/signal-record.ts';
import { eProcess, firstBarAt } from '../../engine/statistics/e-process.ts';
import { accountOf, heldAccount, type Account } from '../../engine/trade/account.ts';
import { marketBars, type MarketBars } from '../../engine/trade/market-bars.ts';
import { barTimeOf, type Verdict } from './derived-signals.ts';

/** This e-value or more rejects "no skill" at a level of 5 %. */
export const PROOF = 20;

type LiveAccounts = {
  readonly live: Account;
  readonly backtest: Account;
  readonly buyHold: Account;
  /** Bars on which live did not hold what the backtest holds. */
  readonly otherPosition: number;
};

/** The evidence that a mean return is above 0. It is valid whenever one looks. */
export type Evidence = {
  readonly eValue: number;
  /** The largest before `brokenOn`. */
  readonly highest: number;
  /** 1 / highest: valid at every look. */
  readonly pValue: number;
  /** Day (ISO) of the bar that first brought it to 20; undefined if none has. */
  readonly provedOn: string | undefined;
  /** Day of a loss that was larger than a bet can lose; from then on nothing is proved. */
  readonly brokenOn: string | undefined;
  /** Float64Array (bars): the e-value after each bar; no evidence from `brokenOn` on. */
  readonly values: Float64Array;
};

/** A position decided on a bar, from -1 to 1. */
type Decided = { readonly barTime: number; readonly position: number };

/**
 * The accounts from the first logged day to the last of `bars`.
 * @param records in the order of their dates, at least one
 * @param verdicts the same days, derived again
 * @throws InputError if the bar of the first record is not among `bars`
 */
export function liveAccounts(
  records: readonly SignalRecord[],
  verdicts: readonly Verdict[],
  bars: Bars,
  costBps: number,
): LiveAccounts {
  const first = barTimeOf(records[0]!);
  const start = bars.time.indexOf(first);
  if (start < 0) {
    const day = isoTime(first).slice(0, 10);
    throw new InputError(`bars: expected the first logged bar, ${day}: --source FILE with it`);
  }
  const market = marketBars(bars, start, bars.time.length - 1);
  const live = accountFrom(market, heldPositions(records), costBps);
  const derived = verdicts.flatMap(({ missed, signal }, i) => [
    ...missed.map((one) => ({ barTime: barTimeOf(one), position: one.signal })),
    { barTime: barTimeOf(records[i]!), position: signal },
  ]);
  const backtest = accountFrom(market, derived, costBps);
  const other = live.positions.filter((held, i) => held !== backtest.positions[i]);
  return { live, backtest, buyHold: heldAccount(market), otherPosition: other.length };
}

/**
 * What was held after each day, in units of the decided size: on paper and in shadow the signal; if
 * the day was traded, the position after its trade. A position that is not known counts as before.
 */
export function heldPositions(records: readonly SignalRecord[]): readonly Decided[] {
  let unit: number | undefined;
  let instrument: string | undefined;
  let position = 0;
  return records.map((record) => {
    const { signal, trade } = record;
    if (trade === undefined || trade.action === 'SHADOW') position = signal;
    else {
      const { position_target: target, position_after: after } = trade;
      // A size in another contract counts otherwise.
      if (trade.instrument !== instrument) unit = undefined;
      instrument = trade.instrument;
      if (target !== null && target !== 0) unit = Math.abs(target);
      unit ??= contractsOfSize(record, trade);
      if (after !== null) position = Math.max(-1, Math.min(1, after / unit));
    }
    return { barTime: barTimeOf(record), position };
  });
}

/** The decided size in contracts, at the price of the day. */
function contractsOfSize({ close }: SignalRecord, trade: TradeRecord): number {
  const { unit = '1 USD', btc_price: price, position_size_usd: sizeUsd } = trade;
  const [amount, currency] = unit.split(' ');
  return sizeUsd / (Number(amount) * (currency === 'BTC' ? (price ?? close) : 1));
}

function accountFrom(market: MarketBars, decided: readonly Decided[], costBps: number): Account {
  const byBar = new Map<number, number>();
  for (const { barTime, position } of decided) {
    const bar = market.time.indexOf(barTime);
    // A position that was decided on the last bar has earned nothing yet.
    if (bar >= 0 && bar < market.time.length - 1) byBar.set(bar, position);
  }
  const entries = [...byBar].toSorted(([one], [other]) => one - other);
  const bar = Uint32Array.from(entries, ([index]) => index);
  const weights = Float64Array.from(entries, ([, position]) => position);
  const terms = { neutral: 'hold', sides: 'both', delayBars: 0, payoff: 'linear' } as const;
  return accountOf(market, { bar, weights }, { ...terms, costBps });
}

/** The evidence that `account` earns more than `benchmark`, or than nothing, on average. */
export function evidenceOf(account: Account, benchmark?: Account): Evidence {
  const returns = account.net.map((value, i) => value - (benchmark?.net[i] ?? 0));
  const process = eProcess(returns);
  const dayOf = (entry: number | undefined): string | undefined =>
    entry === undefined ? undefined : isoTime(account.earned[entry]!).slice(0, 10);
  const { value: eValue, highest, brokenAt } = process;
  return {
    eValue,
    highest,
    pValue: 1 / highest,
    provedOn: dayOf(firstBarAt(process, PROOF)),
    brokenOn: dayOf(brokenAt),
    values: process.logValues.map(Math.exp),
  };
}
