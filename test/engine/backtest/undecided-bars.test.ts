import { expect, it } from 'vitest';
import { undecidedBars } from '../../../engine/backtest/undecided-bars.ts';

const market = {
  time: Float64Array.of(0, 86_400, 172_800, 259_200, 345_600),
  close: Float64Array.of(100, 110, 99, 99, 198),
};

it('a bar without a decision is named with the move over which the position was kept', () => {
  expect(undecidedBars({ market, bar: Uint32Array.of(0, 2) })).toEqual([
    { time: 86_400, move: 99 / 110 - 1 },
    { time: 259_200, move: 1 },
  ]);
});

it('the bar after the last tested one is none', () => {
  expect(undecidedBars({ market, bar: Uint32Array.of(0, 1, 2, 3) })).toEqual([]);
});
