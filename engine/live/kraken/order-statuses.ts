/** What the statuses mean that Kraken Futures gives in its answer to a sent order. */

import type { StatusMeaning } from '../plan/exchange.ts';

/** Nothing was placed (docs.kraken.com, "Send order"). */
const REFUSALS: ReadonlySet<string> = new Set([
  'invalidOrderType',
  'invalidSide',
  'invalidSize',
  'invalidPrice',
  'insufficientAvailableFunds',
  'selfFill',
  'tooManySmallOrders',
  'maxPositionViolation',
  'clientOrderIdTooLong',
  'clientOrderIdTooBig',
  'clientOrderIdInvalid',
  'postWouldExecute',
  'wouldCauseLiquidation',
  'tooManyOrders',
  'fixedLeverageTooHigh',
]);

/**
 * Nothing was placed: the book was too thin just then, the order came too late, or the position is
 * another one than the exchange has shown.
 */
const REFUSALS_FOR_NOW: ReadonlySet<string> = new Set([
  'wouldNotReducePosition',
  'iocWouldNotExecute',
  'outsidePriceCollar',
  'wouldIncreasePriceDislocation',
  'wouldProcessAfterSpecifiedTime',
]);

/** Nothing was placed: the market takes no orders now, or none that fill at once. */
const MARKET_CLOSED: ReadonlySet<string> = new Set([
  'marketSuspended',
  'marketInactive',
  'marketIsPostOnly',
]);

/** The exchange has this order, or the first order that was sent under its id. */
const ARRIVALS: ReadonlySet<string> = new Set([
  'placed',
  'filled',
  'partiallyFilled',
  'clientOrderIdAlreadyExist',
]);

/** The meaning of `sendStatus.status`; a status that this file does not know is `unknown`. */
export function meaningOfStatus(status: string): StatusMeaning {
  if (ARRIVALS.has(status)) return 'arrived';
  if (REFUSALS.has(status)) return 'refused';
  if (MARKET_CLOSED.has(status)) return 'market closed';
  return REFUSALS_FOR_NOW.has(status) ? 'refused for now' : 'unknown';
}
