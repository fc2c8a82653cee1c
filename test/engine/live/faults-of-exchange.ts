/** Faults in the answers of the futures exchange: there is none, it is late, or it is wrong. */

import { futuresError } from '../../../cli/stand-ins/fake-futures.ts';
import { jsonAnswer, type WireFault, type WireRequest } from '../../../cli/stand-ins/wire.ts';
import { KEY } from '../../fakes/made-up-keys.ts';
import { allRuns, always, once, path, status, type FaultCase } from './fault-case.ts';

const TRADED = { position: 1000, placed: 1, lines: 1, action: 'BUY' } as const;
const REFUSED = { position: 0, placed: 0, lines: 1, action: 'REFUSED' } as const;
const UNTOUCHED = { position: 0, placed: 0, lines: 0 } as const;

const isFutures = (request: WireRequest): boolean => request.path.startsWith('/derivatives/');
const error = (name: string): WireFault => ({
  kind: 'answer',
  answer: jsonAnswer(futuresError(name, 0)),
});

export const EXCHANGE_FAULTS: readonly FaultCase[] = [
  {
    fault: 'timeout with the order accepted',
    how: 'the fills show the order, and it is not sent again',
    given: (site) => {
      site.faults = [once(path('/sendorder'), { kind: 'hang', when: 'after' })];
    },
    expected: TRADED,
  },
  {
    fault: 'timeout with the order accepted',
    how: 'fills have no ids: the position shows the order',
    given: (site) => {
      site.futures.book.showsIds = false;
      site.faults = [once(path('/sendorder'), { kind: 'reset', when: 'after' })];
    },
    expected: TRADED,
  },
  {
    fault: 'timeout with the order accepted',
    how: 'it shows minutes later: a later run finds it and sends no second one',
    given: (site) => {
      site.futures.book.lagOf = () => 180_000;
      site.faults = [once(path('/sendorder'), { kind: 'hang', when: 'after' })];
    },
    when: async (site) => {
      await site.failure();
      site.clock.goTo(site.clock.now() + 3_600_000);
      return await site.failure();
    },
    expected: TRADED,
  },
  {
    fault: 'timeout with it not accepted',
    how: 'it is not waited for when it cannot arrive; a later run sends it again under its id',
    given: (site) => {
      site.faults = [once(path('/sendorder'), { kind: 'hang', when: 'before' })];
    },
    when: allRuns,
    expected: TRADED,
  },
  {
    fault: 'timeout with it not accepted',
    how: 'it never arrives in any run: the position does not change',
    given: (site) => {
      site.faults = [always(path('/sendorder'), { kind: 'hang', when: 'before' })];
    },
    when: allRuns,
    expected: { ...REFUSED, action: 'UNFINISHED', mail: /WAITING[^]*-1-d36e9131 never arrived/ },
  },
  {
    fault: 'late duplicate',
    how: 'an order that arrives after its processBefore is refused; that of a later run is placed',
    given: (site) => {
      site.futures.book.keepsIds = false;
      site.faults = [once(path('/sendorder'), { kind: 'late', ms: 40_000, client: 'hang' })];
    },
    when: async (site) => {
      await site.failure();
      site.clock.goTo(site.clock.now() + 60_000);
      return await allRuns(site);
    },
    expected: TRADED,
  },
  ...(['instruments', 'tickers', 'accounts', 'openpositions', 'openorders', 'fills'] as const).map(
    (name): FaultCase => ({
      fault: '5xx, reset',
      how: `${name}: 503, then a reset, then the answer`,
      given: (site) => {
        const reset: WireFault = { kind: 'reset', when: 'before' };
        site.faults = [once(path(`/${name}`), status(503)), once(path(`/${name}`), reset)];
      },
      expected: TRADED,
    }),
  ),
  {
    fault: '5xx, reset',
    how: 'the order was placed, but the answer is 502',
    given: (site) => {
      site.faults = [
        (request) => {
          const first = site.futures.sends.length === 0;
          if (!request.path.endsWith('/sendorder') || !first) return undefined;
          site.futures.service(request);
          return status(502);
        },
      ];
    },
    expected: TRADED,
  },
  {
    fault: 'rate limit',
    how: 'after 429 and apiLimitExceeded the reads are repeated',
    given: (site) => {
      const limited = error('apiLimitExceeded');
      site.faults = [once(isFutures, status(429), 2), once(isFutures, limited, 2)];
    },
    expected: TRADED,
  },
  {
    fault: 'rate limit',
    how: 'the order meets it: the order is looked up, and a later run sends it again',
    given: (site) => {
      site.faults = [once(path('/sendorder'), error('apiLimitExceeded'))];
    },
    when: allRuns,
    expected: TRADED,
  },
  {
    fault: 'nonce too low',
    how: 'the next nonce is high enough',
    given: (site) => {
      site.futures.nonceThreshold = site.clock.now() + 100;
    },
    expected: TRADED,
  },
  {
    fault: 'nonce too low',
    how: 'every nonce is too low: an error, and no trade',
    given: (site) => {
      site.futures.nonceThreshold = Number.MAX_SAFE_INTEGER;
    },
    expected: { ...UNTOUCHED, error: /nonceBelowThreshold/ },
  },
  {
    fault: 'wrong environment or key',
    how: 'an answer quotes the key: no field of the error shows it',
    given: (site) => {
      site.faults = [always(path('/openpositions'), error(`no access for ${KEY}`))];
    },
    expected: { ...UNTOUCHED, error: /the exchange answers an unknown reason/ },
  },
  {
    fault: 'maintenance',
    how: 'the exchange is unavailable for minutes: an error, and the position does not change',
    given: (site) => {
      site.futures.book.tradeByHand(-1000);
      site.faults = [always(isFutures, error('Unavailable'))];
    },
    expected: { position: -1000, placed: 0, lines: 0, error: /Unavailable/, mail: /FAILED/ },
  },
  {
    fault: 'maintenance',
    how: 'the contract is suspended',
    given: (site) => {
      site.futures.book.suspended = true;
    },
    when: allRuns,
    expected: { ...REFUSED, mail: /is suspended/ },
  },
  {
    fault: 'HTML or truncated JSON',
    how: 'reads are repeated',
    given: (site) => {
      site.faults = [
        once(path('/OHLC'), { kind: 'html' }),
        once(path('/openpositions'), { kind: 'truncated' }),
        once(path('/fills'), { kind: 'truncated' }),
      ];
    },
    expected: TRADED,
  },
  {
    fault: 'HTML or truncated JSON',
    how: 'it answers the order: the order is looked up',
    given: (site) => {
      site.faults = [once(path('/sendorder'), { kind: 'truncated' })];
    },
    expected: TRADED,
  },
];
