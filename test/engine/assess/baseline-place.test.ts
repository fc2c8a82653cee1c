import { describe, expect, it } from 'vitest';
import { placeDoubt, placeLine } from '../../../engine/assess/baseline-place.ts';
import { ordinal } from '../../../engine/assess/verdict-words.ts';

const FLAT = { name: 'always flat', sharpe: Number.NaN };
const MOMENTUM = { name: 'momentum sign 90', sharpe: 0.71 };
const CROSS = { name: 'moving-average cross 50/200', sharpe: 0.9 };
const LAST = { name: 'last class', sharpe: 0.2 };

const random = (place: number, percentile = 1 - place) => ({ count: 1000, place, percentile });

describe('placeLine', () => {
  it('names the baselines that are not beaten, and the place among random signals', () => {
    const baselines = [FLAT, MOMENTUM, LAST];
    expect(placeLine({ sharpe: 0.57, baselines, random: random(0.171, 0.8399) })).toBe(
      'Baselines: the Sharpe ratio of 0.57 is above 2 of 3 baselines; it is not above momentum ' +
        'sign 90 (0.71); it is at the 83rd percentile of 1,000 random signals of the same ' +
        'turnover (p = 0.171).',
    );
  });

  it('counts an account that never trades as a ratio of 0', () => {
    expect(placeLine({ sharpe: -0.1, baselines: [FLAT], random: random(1) })).toContain(
      'is above 0 of 1 baselines; it is not above always flat (0.00); it is at the 0th',
    );
    const never = { sharpe: Number.NaN, baselines: [FLAT, LAST], random: random(Number.NaN) };
    expect(placeLine(never)).toBe(
      'Baselines: the Sharpe ratio of undefined is above 0 of 2 baselines; it is not above ' +
        'always flat (0.00), last class (0.20); its place among 1,000 random signals of the ' +
        'same turnover is undefined.',
    );
  });

  it('names none if all are beaten', () => {
    expect(placeLine({ sharpe: 1, baselines: [LAST], random: random(0.001) })).toContain(
      'is above 1 of 1 baselines; it is at the 99th percentile',
    );
  });
});

const NONE = 'There is no evidence of skill beyond';

describe('placeDoubt', () => {
  it.each([
    [0.57, 0.171, `${NONE} random signals of the same turnover: p = 0.171 is above 0.05.`],
    [0.57, 0.05, `${NONE} moving-average cross 50/200: its Sharpe ratio is not the higher one.`],
    [0.8, 0.01, `${NONE} moving-average cross 50/200: its Sharpe ratio is not the higher one.`],
    [
      Number.NaN,
      Number.NaN,
      `${NONE} random signals of the same turnover: p undefined is above 0.05.`,
    ],
    [0.95, 0.05, undefined],
  ])('of a ratio of %d and p = %d', (sharpe, place, doubt) => {
    const baselines = [FLAT, MOMENTUM, CROSS, LAST];
    expect(placeDoubt({ sharpe, baselines, random: random(place) })).toBe(doubt);
  });
});

it('ordinal has the endings of English', () => {
  const words = [0, 1, 2, 3, 4, 11, 12, 13, 21, 52, 83, 99, 100, 111].map(ordinal).join(' ');
  expect(words).toBe('0th 1st 2nd 3rd 4th 11th 12th 13th 21st 52nd 83rd 99th 100th 111th');
});
