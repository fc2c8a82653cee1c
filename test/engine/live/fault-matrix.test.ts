import { describe, expect, it } from 'vitest';
import { NEUTRAL_POLICIES } from '../../../engine/trade/positions.ts';
import { startSite } from '../../fakes/live-site.ts';
import { expectNoTrace } from '../../fakes/no-secrets.ts';
import type { FaultCase } from './fault-case.ts';
import { ALARM_FAULTS } from './faults-of-alarms.ts';
import { CONTRACT_FAULTS } from './faults-of-contracts.ts';
import { FORMER_CONTRACT_FAULTS } from './faults-of-former-contracts.ts';
import { EXIT_FAULTS } from './faults-of-exits.ts';
import { DATA_FAULTS } from './faults-of-data.ts';
import { POLICY_FAULTS } from './faults-of-policy.ts';
import { EXCHANGE_FAULTS } from './faults-of-exchange.ts';
import { LOSS_FAULTS } from './faults-of-losses.ts';
import { MARKET_FAULTS } from './faults-of-market.ts';
import { FILE_FAULTS } from './faults-of-files.ts';
import { HOUR_FAULTS } from './faults-of-hours.ts';
import { LATE_FAULTS } from './faults-of-late-days.ts';
import { RUN_FAULTS } from './faults-of-runs.ts';
import { SILENCE_FAULTS } from './faults-of-silence.ts';
import { TRUST_FAULTS } from './faults-of-trust.ts';

const CASES: readonly FaultCase[] = [
  ...RUN_FAULTS,
  ...LATE_FAULTS,
  ...DATA_FAULTS,
  ...EXCHANGE_FAULTS,
  ...MARKET_FAULTS,
  ...POLICY_FAULTS,
  ...EXIT_FAULTS,
  ...LOSS_FAULTS,
  ...SILENCE_FAULTS,
  ...ALARM_FAULTS,
  ...CONTRACT_FAULTS,
  ...FORMER_CONTRACT_FAULTS,
  ...FILE_FAULTS,
  ...HOUR_FAULTS,
  ...TRUST_FAULTS,
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
  'the position is not the last signal',
  'an exit is not guarded like an entry',
  'a model of something else',
  'a loss closes the position',
  'a position without a word',
  'an alarm',
  'the linear contract',
  'a position or an order in another contract',
  'a bad hour',
  'what the exchange shows is old or wrong',
  'another deployment on the account',
  'a broken journal',
  'a log that was edited',
];

describe('the fault matrix, over sockets', () => {
  it('has a row for every fault', () => {
    const covered = new Set(CASES.map(({ fault }) => fault));
    expect(FAULTS.filter((fault) => !covered.has(fault))).toEqual([]);
    expect(FAULTS).toHaveLength(41);
  });

  const underEachPolicy = CASES.flatMap((row) =>
    (row.neutral === undefined ? NEUTRAL_POLICIES : [row.neutral]).map(
      (neutral) => [neutral, row.fault, row.how, row] as const,
    ),
  );
  it.each(underEachPolicy)('%s, %s: %s', async (neutral, _fault, _how, row) => {
    const { env, given, when, expected } = row;
    const site = await startSite(env);
    site.neutral = neutral;
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
      const { action, mail = /./, mails: mailCount } = expected;
      if (mailCount !== undefined) expect(site.aws.mails).toHaveLength(mailCount);
      if (action !== undefined) expect(log.at(-1)).toMatchObject({ trade: { action } });
      const mails = site.aws.mails.map(({ subject, text }) => `${subject}\n${text}`).join('\n');
      expect(mails).toMatch(mail);
      expectNoTrace(site, error);
    } finally {
      await site.close();
    }
  });
});
