import * as fc from 'fast-check';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { wrapText } from '../../../cli/framework/wrap-text.ts';

describe('wrapText', () => {
  it('breaks at blanks and sets in what follows', () => {
    expect(wrapText('one two three\n  four five six', 10)).toBe(
      ['one two', '  three', '  four', '    five', '    six'].join('\n'),
    );
  });

  it('leaves lines that fit as they are, their blanks included', () => {
    expect(wrapText('a  b\n\n   c', 7)).toBe('a  b\n\n   c');
  });

  it('keeps a word that is wider alone whole', () => {
    expect(wrapText('sha256 0123456789abcdef x', 12)).toBe('sha256\n  0123456789abcdef\n  x');
  });

  it('gives colours no width', () => {
    expect(wrapText('\u001B[33mone two\u001B[39m', 7)).toBe('\u001B[33mone two\u001B[39m');
    expect(wrapText('\u001B[33mone two three\u001B[39m', 7)).toBe(
      '\u001B[33mone two\n  three\u001B[39m',
    );
  });

  it('loses no word and exceeds no width', () => {
    const words = fc.array(fc.stringMatching(/^[a-z,.%-]{1,12}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 40, max: 120 }), (list, width) => {
        const lines = wrapText(list.join(' '), width).split('\n');
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(list);
        for (const line of lines) {
          expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(width);
          expect(line).toBe(line.trimEnd());
        }
      }),
      { seed: 7 },
    );
  });
});
