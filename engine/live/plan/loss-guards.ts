/**
 * The guards that close: if the account has lost too much, the day's target is 0, whatever the
 * signal says. They never hold up an order that closes, and an equity that is not known closes
 * nothing. Pure.
 */

import { accountFacts, equityChange, type EquityMark } from './account-facts.ts';
import type { Instrument, MarginAccount, Ticker } from './instrument.ts';

export type LossLimits = {
  /** USD. As long as the equity is below this, the target is 0; 0 is no limit. */
  readonly equityFloorUsd: number;
  /**
   * Fraction of the equity after the last run. If the account has lost more since then, the
   * target is 0 for this day; 0 is no limit.
   */
  readonly dailyLossLimit: number;
};

type LossSituation = {
  readonly instrument: Instrument;
  readonly ticker: Ticker;
  readonly account: MarginAccount;
  readonly position: number;
  readonly expectedPosition: number | null;
};

/** What the guards say about the account. */
export type LossVerdict = {
  /** Why the target of the day is 0; empty if it is the signal's. */
  readonly closing: readonly string[];
  /** Money that was moved, for the mail. */
  readonly warnings: readonly string[];
};

/**
 * The verdict on `situation`.
 * @param mark the end of the last run; undefined if it is not known, and then no loss is counted
 */
export function lossVerdict(
  situation: LossSituation,
  mark: EquityMark | undefined,
  limits: LossLimits,
): LossVerdict {
  const floor = floorReasons(situation, limits);
  const { equityUsd } = accountFacts(situation);
  if (mark === undefined || !(mark.equityUsd > 0) || Number.isNaN(equityUsd)) {
    return { closing: floor, warnings: [] };
  }
  const { instrument, ticker, position, expectedPosition } = situation;
  const { earned, moved } = equityChange(mark, {
    equityUsd,
    price: ticker.markPrice,
    instrument,
    othersTraded: position !== expectedPosition,
  });
  const loss = -earned / mark.equityUsd;
  const { dailyLossLimit: limit } = limits;
  const closing =
    limit > 0 && loss > limit
      ? [`a loss of ${percent(loss)} since the last run, above DAILY_LOSS_LIMIT ${percent(limit)}`]
      : [];
  const word = moved > 0 ? 'deposit' : 'withdrawal';
  const amount = dollars(Math.abs(moved));
  const compared = `${amount} ${moved > 0 ? 'more' : 'less'} than price and position explain`;
  const warnings = moved === 0 ? [] : [`equity: ${compared}, so it counts as a ${word}`];
  return { closing: [...floor, ...closing], warnings };
}

/** Why nothing may be opened, as far as the equity tells. */
export function equityReasons(
  situation: Pick<LossSituation, 'instrument' | 'ticker' | 'account'>,
  limits: LossLimits,
): readonly string[] {
  const limited = limits.equityFloorUsd > 0 || limits.dailyLossLimit > 0;
  const unknown = limited && Number.isNaN(accountFacts(situation).equityUsd);
  return unknown ? ['the equity is not known'] : floorReasons(situation, limits);
}

function floorReasons(
  situation: Pick<LossSituation, 'instrument' | 'ticker' | 'account'>,
  { equityFloorUsd: floor }: LossLimits,
): readonly string[] {
  const { equityUsd } = accountFacts(situation);
  if (floor === 0 || !(equityUsd < floor)) return [];
  return [`an equity of ${dollars(equityUsd)}, below EQUITY_FLOOR_USD ${dollars(floor)}`];
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

function dollars(amount: number): string {
  return `${amount.toFixed(2)} USD`;
}
