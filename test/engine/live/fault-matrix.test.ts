import { describe, expect, it } from 'vitest';
import { startSite } from '../../fakes/live-site.ts';
import { expectNoTrace } from '../../fakes/no-secrets.ts';
import type { FaultCase } from './fault-case.ts';
import { DATA_FAULTS } from './faults-of-data.ts';
import { EXCHANGE_FAULTS } from './faults-of-exchange.ts';
import { MARKET_FAULTS } from './faults-of-market.ts';
import { RUN_FAULTS } from './faults-of-runs.ts';

const CASES: readonly FaultCase[] = [
  ...RUN_FAULTS,
  ...DATA_FAULTS,
  ...EXCHANGE_FAULTS,
  ...MARKET_FAULTS,
];

/** Faults that must be covered: each has at least one row. */
const FAULTS = [
  'duplicate event',
  'async retry after a crash',
  'two concurrent runs',
  'timeout with the order accepted',
  'timeout with it not accepted',
  'late duplicate',
  'killed between any two writes',
  'S3 write fails after a trade',
  'model stale, missing, corrupt, other features',
  'clock skew',
  'forming bar',
  'bar late or missing',
  'duplicate, unordered or revised bars',
  '5xx, reset',
  'rate limit',
  'nonce too low',
  'maintenance',
  'HTML or truncated JSON',
  'NaN feature',
  'feature drift in the model',
  'unexpected position or open order',
  'partial fill',
  'wrong environment or key',
  'secret rotated',
  'SNS down',
  'a day missed',
  "instrument's tick or lot changed",
  'margin too small or liquidation near',
];

describe('the fault matrix, over sockets', () => {
  it('has a row for every fault', () => {
    const covered = new Set(CASES.map(({ fault }) => fault));
    expect(FAULTS.filter((fault) => !covered.has(fault))).toEqual([]);
    expect(FAULTS).toHaveLength(28);
  });

  it.each(CASES)('$fault: $how', async ({ env, given, when, expected }) => {
    const site = await startSite(env);
    try {
      await given?.(site);
      const error = when === undefined ? await site.failure() : await when(site);
      if (expected.error === undefined) expect(error).toBeUndefined();
      else expect(error?.message).toMatch(expected.error);
      const { book, sends } = site.futures;
      expect(book.position()).toBe(expected.position);
      expect(sends.filter((send) => send.status === 'placed')).toHaveLength(expected.placed);
      const log = site.log();
      expect(log).toHaveLength(expected.lines);
      const { action, mail = /./ } = expected;
      if (action !== undefined) expect(log.at(-1)).toMatchObject({ trade: { action } });
      const mails = site.aws.mails.map(({ subject, text }) => `${subject}\n${text}`).join('\n');
      expect(mails).toMatch(mail);
      expectNoTrace(site, error);
    } finally {
      await site.close();
    }
  });
});
