import { describe, expect, it } from 'vitest';
import { treesText } from '../../../cli/research/forest-text.ts';

describe('trees in words', () => {
  it.each([
    [500, 256, '500 trees'],
    [1, 256, '1 tree'],
    [500, 64, '500 trees of 64 bins (fast mode, less exact)'],
  ])('%i of %i bins: %s', (trees, bins, text) => {
    expect(treesText({ trees, bins })).toBe(text);
  });
});
