import { describe, expect, it } from 'vitest';
import { noteMostlyNeutral, type LabelOptions } from '../../../cli/framework/neutral-note.ts';

const DAILY: LabelOptions = { target: 'bucket', threshold: 0.01, timeframe: '1d' };

function noted(share: number, options: Partial<LabelOptions>): readonly string[] {
  const lines: string[] = [];
  const note = (line: string): void => void lines.push(line);
  noteMostlyNeutral({ note }, share, { ...DAILY, ...options });
  return lines;
}

describe('the note that labels are mostly neutral', () => {
  it('names the share and a threshold scaled to the bar', () => {
    // 0.01 / sqrt(6) = 0.00408
    expect(noted(0.883, { timeframe: '4h' })).toEqual([
      '88.3 % of the rows are neutral at --threshold 0.01: --threshold 0.004 suits bars of 4h ' +
        'better (0.01 / sqrt(bars a day))',
    ]);
    expect(noted(0.95, { threshold: 0.05 })[0]).toContain('--threshold 0.01 suits bars of 1d');
  });

  it('names no threshold that is not lower', () => {
    const lower = 'a lower --threshold leaves fewer of them neutral';
    expect(noted(0.9, {})[0]).toContain(lower);
    expect(noted(0.9, { timeframe: '4h', threshold: 0.004 })[0]).toContain(lower);
  });

  it('is not made up to 80 %, without rows, and for a target that no threshold cuts', () => {
    expect(noted(0.8, {})).toEqual([]);
    expect(noted(Number.NaN, {})).toEqual([]);
    expect(noted(0.99, { target: 'sign' })).toEqual([]);
  });
});
