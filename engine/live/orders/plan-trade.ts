/**
 * The orders that lead to a signal, and why the guards would hold them up, without sending any: for
 * a dry run, for a day in shadow, and for the check before a phase. It sees the market through a
 * view, which cannot send.
 */

import type { Position } from '../../trade/positions.ts';
import type { FuturesView } from '../plan/exchange.ts';
import { lossVerdict } from '../plan/loss-guards.ts';
import { legsTo, targetContracts, type LegPlan } from '../plan/target-position.ts';
import { marketReasons, refusals, type TradeSituation } from '../plan/trade-guards.ts';
import { countOpenOrders } from './open-orders.ts';
import { instrumentAndSkew, type TradeContext } from './survey.ts';

/** What a plan is made from: the context of a trade, whose market is only looked at. */
type PlanContext = Pick<
  TradeContext,
  'time' | 'positionSizeUsd' | 'limits' | 'killSwitch' | 'marketAlone' | 'closesOnLoss'
> & { readonly market: FuturesView };

export type TradePlan = {
  readonly situation: TradeSituation;
  /** Why the target is 0 whatever the signal says; empty if it is the signal's. */
  readonly closing: readonly string[];
  /** The orders if each of them fills completely. */
  readonly legs: readonly LegPlan[];
  /** Why the guards forbid them; empty if they do not. */
  readonly reasons: readonly string[];
};

/**
 * The plan for `signal`.
 * @param wanted.spotClose close of the bar that was decided on, which the mark price is held to
 * @param wanted.expectedPosition contracts that the journals let expect; null if not known
 */
export async function planTrade(
  context: PlanContext,
  wanted: {
    readonly signal: Position;
    readonly spotClose: number;
    readonly expectedPosition: number | null;
  },
): Promise<TradePlan> {
  const { market, time, positionSizeUsd, limits, killSwitch, marketAlone = false } = context;
  const [instrument, clockSkewMs] = await instrumentAndSkew(market, time);
  const { signal, spotClose, expectedPosition } = wanted;
  const [ticker, account, position, open, killed, otherPositions] = await Promise.all([
    market.ticker(),
    market.account(),
    market.position(),
    market.openOrders(),
    killSwitch(),
    market.otherPositions(),
  ]);
  const seen = { instrument, ticker, account, position, expectedPosition };
  // The loss since the last run is not known: a day in shadow leaves no account of its own.
  const closing = context.closesOnLoss ? lossVerdict(seen, undefined, limits).closing : [];
  const situation: TradeSituation = {
    ...seen,
    target: targetContracts({
      signal: closing.length > 0 ? 0 : signal,
      sizeUsd: positionSizeUsd,
      instrument,
      markPrice: ticker.markPrice,
    }),
    spotClose,
    now: time.clock.now(),
    clockSkewMs,
    killSwitch: killed,
    strangeOrders: countOpenOrders(open).enlarging,
    otherPositions,
  };
  return { situation, closing, ...legsAndReasons(situation, { limits, marketAlone }) };
}

function legsAndReasons(
  situation: TradeSituation,
  { limits, marketAlone }: Required<Pick<PlanContext, 'limits' | 'marketAlone'>>,
): Pick<TradePlan, 'legs' | 'reasons'> {
  const { position, target, instrument } = situation;
  const legs = legsTo(position, target, instrument.lotContracts);
  // When the position flips, also check the guards for the second order, which starts from flat.
  const opening = { ...situation, position: position * target < 0 ? 0 : position };
  const reasons = [situation, opening].flatMap((at) =>
    marketAlone ? marketReasons(at) : refusals(at, limits),
  );
  return { legs, reasons: [...new Set(reasons)] };
}
