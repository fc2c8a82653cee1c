import { expect, it } from 'vitest';
import { meaningOfStatus } from '../../../../engine/live/kraken/order-statuses.ts';

it.each([
  ['placed', 'arrived'],
  ['clientOrderIdAlreadyExist', 'arrived'],
  ['maxPositionViolation', 'refused'],
  ['insufficientAvailableFunds', 'refused'],
  ['iocWouldNotExecute', 'refused for now'],
  ['wouldProcessAfterSpecifiedTime', 'refused for now'],
  ['wouldNotReducePosition', 'refused for now'],
  ['marketSuspended', 'market closed'],
  ['marketIsPostOnly', 'market closed'],
  ['absent', 'unknown'],
  ['aStatusOfTomorrow', 'unknown'],
] as const)('the status %s means %s', (status, meaning) => {
  expect(meaningOfStatus(status)).toBe(meaning);
});
