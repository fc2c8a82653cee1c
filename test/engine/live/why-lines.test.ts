import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../engine/live/model/explanation.ts';
import {
  MAIL_LENGTH,
  MAX_WHY_BYTES,
  WHOLE_LENGTH,
  whyLines,
} from '../../../engine/live/why-lines.ts';

const SIMILAR = Array.from({ length: 20 }, (_, i) => ({
  bar: `2025-03-${String(i + 1).padStart(2, '0')}T00:00:00Z`,
  shared: 0.91 - i / 100,
  next: (i % 3) / 100 - 0.01,
}));

const WHY: Explanation = {
  signal: 1,
  position: 1,
  probabilities: { down: 0.345, neutral: 0.301, up: 0.354 },
  previous: 0,
  trees: 500,
  base: { down: 0.31, neutral: 0.35, up: 0.34 },
  contributions: [
    { feature: 'mfi_14', value: 28.227326, lower: 0.12, down: -0.01, neutral: -0.011, up: 0.021 },
    { feature: 'atr_14', value: 3089.988808, lower: 0.9, down: 0.045, neutral: -0.038, up: -0.007 },
  ],
  changes: [
    {
      feature: 'mfi_14',
      smallest: {
        position: -1,
        when: 'above',
        threshold: 33.1,
        change: 4.872674,
        deviations: 0.31,
        lower: 0.2,
      },
    },
    { feature: 'atr_14', smallest: null },
  ],
  past: { bars: 346, from: '2025-03-01T00:00:00Z', to: '2026-02-21T00:00:00Z' },
  similar: SIMILAR,
  followed: { mean: -0.0005, least: -0.01, greatest: 0.01, up: 6 },
  unseen: { beyond: [], tails: [], strange: false },
};

describe('whyLines', () => {
  it('says why, what would change it, what followed, and whether the bar is usual', () => {
    expect(whyLines(WHY, MAIL_LENGTH)).toEqual([
      'Why LONG: the model says "up"',
      '  34.0 % up on average over its training, 35.4 % now, because of',
      '   +2.1 points  mfi_14 = 28.2273 (lower on 12 % of past bars)',
      '   -0.7 points  atr_14 = 3089.99 (lower on 90 % of past bars)',
      'The smallest change of one feature that would change it (sd: standard deviations):',
      '  SHORT if mfi_14 were above 33.1 (+4.87267, +0.31 sd)',
      '  no value alone: atr_14',
      'The 20 most similar of 346 past bars, 2025-03-01 to 2026-02-21',
      '  they share 72 % to 91 % of the leaves with this one',
      '  the next bar: mean -0.05 %, -1.00 % to +1.00 %, 6 of 20 up',
      '  (no forecast: the model has learned from most of them)',
      'This bar is like others that the model has seen.',
      '  the most similar, 2025-03-01, shares 91 % of the leaves',
    ]);
  });

  it('says that a neutral word holds the position', () => {
    const held = { ...WHY, signal: 0, position: -1, previous: -1 } as const;
    expect(whyLines(held, MAIL_LENGTH)[0]).toBe(
      'Why SHORT: the model says "neutral", and on neutral it holds SHORT',
    );
  });

  it('says that no feature alone changes it, and that there is nothing to compare with', () => {
    const alone = {
      ...WHY,
      contributions: WHY.contributions.map((one) => ({ ...one, lower: null })),
      changes: WHY.changes.map(({ feature }) => ({ feature, smallest: null })),
      past: { bars: 0, from: null, to: null },
      similar: [],
      followed: null,
    };
    expect(whyLines(alone, MAIL_LENGTH).slice(2)).toEqual([
      '   +2.1 points  mfi_14 = 28.2273',
      '   -0.7 points  atr_14 = 3089.99',
      'No value of one feature alone would change it.',
      'No past bar at hand to compare with.',
      'This bar is like others that the model has seen.',
    ]);
  });

  it('says what the model has not seen', () => {
    const unseen = {
      beyond: [{ feature: 'mfi_14', value: 3, least: 5, greatest: 95.25 }],
      tails: ['mfi_14', 'atr_14', 'rsi_14', 'adx_14'],
      strange: true,
    };
    expect(whyLines({ ...WHY, unseen }, MAIL_LENGTH).slice(-4)).toEqual([
      'This bar is OUTSIDE what the model has seen.',
      '  the most similar, 2025-03-01, shares 91 % of the leaves',
      '  beyond its training: mfi_14',
      '  at the edge of training: mfi_14, atr_14, rsi_14 and 1 more',
    ]);
  });

  it('lists every similar bar where there is room, with its hour if it has one', () => {
    const bars = [
      { bar: '2026-02-20T00:00:00Z', shared: 0.8, next: 0.0123 },
      { bar: '2026-02-20T04:00:00Z', shared: 0.7, next: -0.0123 },
    ];
    const lines = whyLines({ ...WHY, similar: bars }, WHOLE_LENGTH);
    expect(lines).toContain('  2026-02-20  80 % shared, then +1.23 %');
    expect(lines).toContain('  2026-02-20 04:00  70 % shared, then -1.23 %');
  });

  it.each([
    ['long names', 'a_very_long_name_'.repeat(9)],
    ['names of long characters', '日本語の名前'.repeat(9)],
    ['names of longer characters', '𝛼𝛽𝛾𝛿'.repeat(9)],
  ])('fits the mail whatever the features are: %s', (_, name) => {
    const worst = -Number.MIN_VALUE * 1.23456e10;
    const count = 60;
    const each = <T>(one: T): T[] => Array.from({ length: count }, () => one);
    const why: Explanation = {
      ...WHY,
      signal: 0,
      position: -1,
      previous: -1,
      probabilities: { down: 1, neutral: 1, up: 1 },
      contributions: each({
        feature: name,
        value: worst,
        lower: 1,
        down: -1,
        neutral: -1,
        up: -1,
      }),
      changes: [
        ...each({
          feature: name,
          smallest: {
            position: -1 as const,
            when: 'at most' as const,
            threshold: worst,
            change: worst,
            deviations: -123_456.78,
            lower: 1,
          },
        }),
        ...each({ feature: name, smallest: null }),
      ],
      past: { ...WHY.past, bars: 1_000_000 },
      followed: { mean: -0.12345, least: -0.99999, greatest: 99.9999, up: 20 },
      unseen: {
        beyond: each({ feature: name, value: worst, least: worst, greatest: worst }),
        tails: each(name),
        strange: true,
      },
    };
    const text = `${whyLines(why, MAIL_LENGTH).join('\n')}\n`;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_WHY_BYTES);
    expect(Buffer.byteLength(text)).toBeGreaterThan(1_500);
    expect(text).not.toContain('�');
  });
});
