import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../engine/live/model/explanation.ts';
import { decisionHtml, decisionTitle } from '../../../engine/report/decision-figures.ts';
import { rowsOf } from './figure-rows.ts';

/** A model that says "up" with 50 %, where 30 % is its average: 25 points up and 5 down. */
const WHY: Explanation = {
  signal: 1,
  position: 1,
  previous: -1,
  trees: 100,
  probabilities: { down: 0.2, neutral: 0.3, up: 0.5 },
  base: { down: 0.4, neutral: 0.3, up: 0.3 },
  contributions: [
    { feature: 'rsi_14', value: 71.25, lower: 0.9, down: -0.2, neutral: -0.05, up: 0.25 },
    { feature: 'gap', value: 0.001, lower: null, down: 0, neutral: 0.05, up: -0.05 },
  ],
  changes: [
    {
      feature: 'gap',
      smallest: {
        position: -1,
        when: 'at most',
        threshold: -0.002,
        change: -0.003,
        deviations: -0.25,
        lower: 0.125,
      },
    },
    { feature: 'rsi_14', smallest: null },
  ],
  past: { bars: 900, from: '2020-01-01T00:00:00Z', to: '2022-06-18T00:00:00Z' },
  similar: [
    { bar: '2021-03-04T00:00:00Z', shared: 0.8, next: 0.04 },
    { bar: '2020-07-01T04:00:00Z', shared: 0.5, next: -0.01 },
  ],
  followed: { mean: 0.015, least: -0.01, greatest: 0.04, up: 1 },
  unseen: {
    beyond: [{ feature: 'rsi_14', value: 71.25, least: 20, greatest: 70 }],
    tails: ['rsi_14'],
    strange: true,
  },
};

/** The part of a page from the first mention of `words` on. */
function partFrom(html: string, words: string): string {
  return html.slice(html.indexOf(words));
}

describe('the explanation of a decision', () => {
  const html = decisionHtml({ date: '2022-06-20', why: WHY });

  it('says what was decided, what would change it, and whether the bar is strange', () => {
    expect(decisionTitle({ date: '', why: WHY })).toBe('Why LONG, and what would change it');
    for (const words of [
      'LONG for 2022-06-20: the model says “up” with a probability of 50.0 %.',
      'SHORT if gap were at most -0.002 (-0.003, -0.25 deviations).',
      'After the 2 most similar of 900 past bars the next bar made +1.50 % on average, ' +
        '-1.00 % to +4.00 %; 1 of them rose.',
      'This bar is outside what the model has seen.',
      'Beyond the range of the training: rsi_14. At the edge of it: rsi_14.',
    ]) {
      expect(html).toContain(words);
    }
  });

  it('draws the way from the average to the probability', () => {
    const svg = html.slice(html.indexOf('<svg'), html.indexOf('</svg>'));
    const bars = [...svg.matchAll(/<rect class="(\w+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)];
    const [up, down] = bars.map(([, kind, x, width]) => ({
      kind,
      from: Number(x),
      to: Number(x) + Number(width),
    }));
    expect([up!.kind, down!.kind]).toEqual(['long', 'short']);
    // The second bar goes back from where the first one has ended, a fifth of its way.
    expect(down!.to).toBeCloseTo(up!.to, 1);
    expect((down!.to - down!.from) / (up!.to - up!.from)).toBeCloseTo(0.2, 2);
    const marks = [...svg.matchAll(/class="real" d="M([\d.]+)/g)].map(([, x]) => Number(x));
    expect(marks[0]).toBeCloseTo(up!.from, 1);
    expect(marks[1]).toBeCloseTo(down!.from, 1);
  });

  it('has the numbers in tables', () => {
    expect(rowsOf(partFrom(html, 'in points</summary>'))).toEqual([
      ['rsi_14', '71.25', '90 %', '-20.00', '-5.00', '+25.00'],
      ['gap', '0.001', '-', '+0.00', '+5.00', '-5.00'],
    ]);
    expect(rowsOf(partFrom(html, '<caption>probabilities'))[2]).toEqual([
      'up',
      '30.0 %',
      '50.0 %',
      '+20.0',
    ]);
    expect(rowsOf(partFrom(html, '<caption>smallest changes'))).toEqual([
      ['gap', '0.001', 'at most -0.002', '-0.003', '-0.25', '13 %', 'SHORT'],
      ['rsi_14', '71.25', 'no value alone', '-', '-', '-', '-'],
    ]);
    expect(rowsOf(partFrom(html, '<caption>the most similar'))).toEqual([
      ['1', '2021-03-04', '80 %', '4.00 %'],
      ['2', '2020-07-01 04:00', '50 %', '-1.00 %'],
    ]);
    expect(rowsOf(partFrom(html, '<caption>features beyond'))).toEqual([
      ['rsi_14', '71.25', '20', '70'],
    ]);
  });

  it('says when nothing changes it, and when there is no past', () => {
    const alone: Explanation = {
      ...WHY,
      signal: 0,
      position: -1,
      changes: [{ feature: 'gap', smallest: null }],
      similar: [],
      followed: null,
      unseen: { beyond: [], tails: [], strange: false },
    };
    const text = decisionHtml({ date: '2022-06-20', why: alone });
    for (const words of [
      'SHORT for 2022-06-20: the model says “neutral” with a probability of 30.0 %, and on ' +
        'neutral it holds SHORT.',
      'No value of one feature alone would change it.',
      'There is no past bar to compare with.',
      'Every feature is within the range of the training.',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('most similar bars');
  });

  it('sums the contributions that have no bar of their own', () => {
    const many = Array.from({ length: 25 }, (_, i) => ({
      ...WHY.contributions[0]!,
      feature: `own_${i}`,
      up: 0.01,
    }));
    const text = decisionHtml({ date: '2022-06-20', why: { ...WHY, contributions: many } });
    expect(text).toContain('5 others: +5.0 points');
    expect(rowsOf(partFrom(text, 'in points</summary>'))).toHaveLength(25);
  });
});
