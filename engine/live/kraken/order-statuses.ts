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
  'marketSuspended',
  'marketInactive',
  'clientOrderIdTooLong',
  'clientOrderIdTooBig',
  'clientOrderIdInvalid',
  'outsidePriceCollar',
  'postWouldExecute',
  'wouldCauseLiquidation',
  'wouldNotReducePosition',
  'wouldIncreasePriceDislocation',
  'marketIsPostOnly',
  'tooManyOrders',
  'fixedLeverageTooHigh',
]);

/** Nothing was placed: the book was empty just then, or the order came too late. */
const REFUSALS_FOR_NOW: ReadonlySet<string> = new Set([
  'iocWouldNotExecute',
  'wouldProcessAfterSpecifiedTime',
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
  return REFUSALS_FOR_NOW.has(status) ? 'refused for now' : 'unknown';
}
