import { describe, expect, it } from 'vitest';
import { integersText, MOST_INTEGERS, withoutRanges } from '../../../engine/core/integer-ranges.ts';

describe('lists of integers', () => {
  it.each([
    [['1..4'], ['1', '2', '3', '4']],
    [
      ['42', '7..9', '1'],
      ['42', '7', '8', '9', '1'],
    ],
    [['5..5'], ['5']],
    [['-2 .. 1'], ['-2', '-1', '0', '1']],
    [['a'], ['a']],
  ])('write the ranges of %j out', (items, expected) => {
    expect(withoutRanges(items)).toEqual(expected);
  });

  it.each([[['4..1']], [['1-5']], [['1...5']], [['1:5']], [['1..999999999999']]])(
    'have no range %j',
    (items) => {
      expect(withoutRanges(items)).toBeUndefined();
    },
  );

  it('end at a limit, however they are written', () => {
    const limit = `1..${MOST_INTEGERS}`;
    expect(withoutRanges([limit])).toHaveLength(MOST_INTEGERS);
    expect(withoutRanges([limit, '0'])).toBeUndefined();
    expect(withoutRanges(['0', limit])).toBeUndefined();
  });

  it.each([
    [[42, 1, 2], '42, 1, 2'],
    [[1, 2, 3], '1..3'],
    [[9, 1, 2, 3, 4, 8, 7], '9, 1..4, 8, 7'],
    [[5], '5'],
    [[], ''],
  ])('print %j in few words', (integers, text) => {
    expect(integersText(integers)).toBe(text);
  });
});
