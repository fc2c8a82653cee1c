import { describe, expect, it } from 'vitest';
import { shortSampleNote } from '../../../engine/trade/short-sample.ts';

describe('shortSampleNote', () => {
  it('says that a short sample proves nothing', () => {
    expect(shortSampleNote(112, 1.6234)).toBe(
      '112 tested bars: the standard error of the Sharpe ratio is 1.6, this proves nothing',
    );
    expect(shortSampleNote(1000, 0.501)).toContain('1000 tested bars');
  });

  it('says nothing of a long one', () => {
    expect(shortSampleNote(3218, 0.34)).toBeUndefined();
    expect(shortSampleNote(1460, 0.5)).toBeUndefined();
  });

  it('says so where there is no standard error at all', () => {
    expect(shortSampleNote(1, Number.NaN)).toBe(
      '1 tested bar: the Sharpe ratio has no standard error, this proves nothing',
    );
  });
});
