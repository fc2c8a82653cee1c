import { describe, expect, it } from 'vitest';
import { futuresRefusal, spotRefusal } from '../../../../engine/live/kraken/refusals.ts';

describe('a refusal of the futures market', () => {
  it.each([
    ['apiLimitExceeded', true],
    ['Unavailable', true],
    ['nonceDuplicate', true],
    ['authenticationError', false],
  ])('%s: another read may succeed is %s', (reason, passes) => {
    expect(futuresRefusal('x', reason)).toMatchObject({ passes, nothingDone: false, reason });
  });
});

describe('a refusal of the spot market', () => {
  it.each([
    ['EService:Busy', true, false],
    ['EGeneral:Too many requests', true, false],
    ['EAPI:Rate limit exceeded', true, false],
    ['EAPI:Invalid nonce', true, true],
    ['EAPI:Invalid key', false, true],
    ['EOrder:Insufficient funds', false, true],
    ['EGeneral:Permission denied', false, true],
    ['EQuery:Unknown asset pair', false, false],
  ])(
    '%s: another read may succeed is %s, nothing was done is %s',
    (reason, passes, nothingDone) => {
      expect(spotRefusal('x', reason)).toMatchObject({ passes, nothingDone, reason });
    },
  );
});
