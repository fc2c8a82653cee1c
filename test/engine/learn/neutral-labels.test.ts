import { expect, it } from 'vitest';
import { neutralShare } from '../../../engine/learn/neutral-labels.ts';

it('the share of neutral labels is that of the code 1', () => {
  expect(neutralShare(Uint8Array.of(0, 1, 1, 2, 1))).toBe(0.6);
  expect(neutralShare(Uint8Array.of(0, 2))).toBe(0);
});

it('without rows there is no share', () => {
  expect(neutralShare(new Uint8Array(0))).toBeNaN();
});
