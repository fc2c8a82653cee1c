import { describe, expect, it } from 'vitest';
import { featureHtml } from '../../../engine/report/feature-figures.ts';
import { rowsOf } from './figure-rows.ts';

const NOTHING = { formulas: [], correlated: [], importance: {} };

describe('the facts about features', () => {
  it('are formulas, escaped', () => {
    const html = featureHtml({
      ...NOTHING,
      formulas: [{ feature: 'a', formula: 'c < o && h > l' }],
    });
    expect(rowsOf(html)).toEqual([['a', 'c &lt; o &amp;&amp; h &gt; l']]);
  });

  it('are pairs that say the same', () => {
    const html = featureHtml({
      ...NOTHING,
      correlated: [{ features: ['a', 'b'], correlation: -0.987654 }],
    });
    expect(rowsOf(html)).toEqual([['a', 'b', '-0.988']]);
  });

  it('are importances, of which the drawing has the first twenty and the table all', () => {
    const gini = Array.from({ length: 25 }, (_, i) => {
      return { feature: `f${i}`, importance: (25 - i) / 325 };
    });
    const html = featureHtml({ ...NOTHING, importance: { gini } });
    expect(html.match(/<rect/g)).toHaveLength(20);
    expect(rowsOf(html)).toHaveLength(25);
    expect(rowsOf(html)[0]).toEqual(['f0', '7.69 %']);
  });

  it('are nothing where the result has none', () => {
    expect(featureHtml(NOTHING)).toBe('');
  });
});
