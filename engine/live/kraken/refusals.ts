/** Kraken's error texts as errors that say how to react to them. */

import { ExchangeRefused } from '../edges/failures.ts';

/** Errors that go away by themselves. */
const PASSING_FUTURES = /^(apiLimitExceeded|Unavailable|Server Error|nonce|marketUnavailable)/;
const PASSING_SPOT = /^(EService:|EAPI:(Rate|Invalid nonce)|EGeneral:(Too many|Temporary))/;

/** Spot errors after which nothing was placed: the order, its arguments or the key were refused. */
const CERTAIN_SPOT = /^(EOrder:|EGeneral:(Invalid|Permission)|EAPI:Invalid)/;

/** The error for the futures API's `reason` in answer to the request `label`. */
export function futuresRefusal(label: string, reason: string): ExchangeRefused {
  return new ExchangeRefused(label, reason, {
    passes: PASSING_FUTURES.test(reason),
    nothingDone: false,
  });
}

/** The error for the spot API's `reason` in answer to the request `label`. */
export function spotRefusal(label: string, reason: string): ExchangeRefused {
  return new ExchangeRefused(label, reason, {
    passes: PASSING_SPOT.test(reason),
    nothingDone: CERTAIN_SPOT.test(reason),
  });
}
