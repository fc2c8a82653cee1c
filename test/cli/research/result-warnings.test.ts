import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  ruinLines,
  shortSampleLines,
  undecidedLines,
} from '../../../cli/research/result-warnings.ts';

const plain = (lines: readonly string[]): string[] => lines.map(stripVTControlCharacters);
const at = (date: string, move: number) => ({ time: Date.parse(date) / 1000, move });

describe('bars without a decision', () => {
  it('one is named with its move', () => {
    const bars = [at('2018-01-12', 14_400 / 13_503 - 1)];
    expect(plain(undecidedLines(bars, 'linear'))).toEqual([
      '1 tested bar had no decision: 2018-01-12, +6.6 %, the position was kept',
    ]);
  });

  it('of many the three with the largest moves are named and the others counted', () => {
    const bars = [
      at('2018-01-01', 0.01),
      at('2018-01-02', -0.2),
      at('2018-01-03', 0.002),
      at('2018-01-04', 0.1),
      at('2018-01-05', -0.05),
    ];
    expect(plain(undecidedLines(bars, 'inverse'))).toEqual([
      '5 tested bars had no decision: 2018-01-02, -20.0 %; 2018-01-04, +10.0 %; ' +
        '2018-01-05, -5.0 %; 2 more with smaller moves; the position was kept',
    ]);
  });

  it("the original system's accounting leaves their moves out, which is said", () => {
    const [line] = plain(undecidedLines([at('2018-01-12', 0.066)], 'log'));
    expect(line).toMatch(/, these moves are in no figure$/);
  });

  it('are not mentioned if there are none', () => {
    expect(undecidedLines([], 'linear')).toEqual([]);
  });
});

describe('other warnings', () => {
  it('ruin is said loudly, with its day if it is known', () => {
    const time = Date.parse('2021-05-19') / 1000;
    expect(plain(ruinLines([{ name: 'forward_4', time }, { name: 'gini_8' }]))).toEqual([
      'RUIN: forward_4 lost all of its money on 2021-05-19 and traded no more.',
      'RUIN: gini_8 lost all of its money and traded no more.',
    ]);
  });

  it('a short sample is said once, by the largest standard error that there is', () => {
    expect(plain(shortSampleLines(112, [1.2, Number.NaN, 1.62]))).toEqual([
      '112 tested bars: the standard error of the Sharpe ratio is 1.6, this proves nothing',
    ]);
    expect(shortSampleLines(3000, [0.34, Number.NaN])).toEqual([]);
    expect(plain(shortSampleLines(1, [Number.NaN]))[0]).toContain('has no standard error');
  });
});
