/** The account in a survey, and what it means for the day's target. */

import { MalformedAnswer } from '../edges/failures.ts';
import { instrumentOf, type DayJournal } from '../journal/day-journal.ts';
import { UNKNOWN_ACCOUNT } from '../plan/account-facts.ts';
import type { FuturesMarket } from '../plan/exchange.ts';
import type { MarginAccount } from '../plan/instrument.ts';
import { lossVerdict, type LossLimits, type LossVerdict } from '../plan/loss-guards.ts';
import type { TradeSituation } from '../plan/trade-guards.ts';

/**
 * The account. If the answer does not say what it has, which no later answer will, the values are
 * NaN: nothing is opened then, but a position can still be closed.
 */
export async function accountOrUnknown(market: FuturesMarket): Promise<MarginAccount> {
  try {
    return await market.account();
  } catch (error) {
    if (!(error instanceof MalformedAnswer)) throw error;
    return UNKNOWN_ACCOUNT;
  }
}

/**
 * What the guards that close say. If one of them closed the position earlier on this day, the
 * target stays 0.
 * @param context.closesOnLoss false for a trade by hand, which these guards never close
 */
export function lossesOfDay(
  context: { readonly limits: LossLimits; readonly closesOnLoss: boolean },
  { closing: earlier, mode, before }: DayJournal,
  seen: Parameters<typeof lossVerdict>[0],
): LossVerdict {
  if (!context.closesOnLoss) return { closing: [], warnings: [] };
  const mark = before?.memory?.equity;
  const { closing, warnings } = lossVerdict(
    seen,
    mark?.environment === mode && instrumentOf(mark) === seen.instrument.symbol ? mark : undefined,
    context.limits,
  );
  return { closing: earlier ?? closing, warnings };
}

/** A situation, and what the guards that close say about it. */
export type GuardedSituation = TradeSituation & LossVerdict;
