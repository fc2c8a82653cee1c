import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { curveLines, returnsEquity } from '../../../cli/research/curve-lines.ts';

describe('the curves of accounts', () => {
  it('are the logarithm of equity, and below it the fall under the high', () => {
    // Equity 2, 4, 2, 8: by its logarithm at 0, 1/2, 0 and 1 of the height.
    const equity = returnsEquity([1, 1, -0.5, 3]);
    expect([...equity]).toEqual([2, 4, 2, 8]);
    const lines = stripVTControlCharacters(curveLines([{ name: 'own', equity }], 1000)).split('\n');
    expect(lines.slice(1)).toEqual(['own  ▁▅▁█  $8,000', '     ▁▁█▁  -50.0 %']);
  });

  it('stay at the bottom after ruin', () => {
    const equity = returnsEquity([0.5, -1.5, 0.5]);
    const [, top, below] = stripVTControlCharacters(curveLines([{ name: 'a', equity }], 1)).split(
      '\n',
    );
    expect(top).toMatch(/^a {2}▁▁▁ /);
    expect(below).toMatch(/▁██ {2}-150\.0 %$/);
  });

  it('fit 80 columns, however long a name and a curve are', () => {
    const equity = returnsEquity(new Float64Array(4000).fill(0.001));
    const name = 'ema_ratio_12,atr_14,mfi_14,vol_ratio_20d';
    for (const line of curveLines([{ name, equity }], 1_000_000).split('\n').slice(1)) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});
