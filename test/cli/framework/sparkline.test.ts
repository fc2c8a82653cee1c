import { describe, expect, it } from 'vitest';
import { SPARK_WIDTH, sparkline } from '../../../cli/framework/sparkline.ts';

describe('a sparkline', () => {
  it('has a block for each value of a short curve, from the least to the largest', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe('▁▂▃▄▅▆▇██');
    expect(sparkline([2, 0, 1], { least: 0, largest: 4 })).toBe('▅▁▃');
  });

  it('has a fixed width, and shows the last value of each span', () => {
    const values = Array.from({ length: 3 * SPARK_WIDTH }, (_, i) => (i % 3 === 2 ? i : 1e9));
    const line = sparkline(values);
    expect(line).toHaveLength(SPARK_WIDTH);
    expect(line[0]).toBe('▁');
    expect(line.at(-1)).toBe('█');
    expect([...line]).toEqual([...line].toSorted());
  });

  it('is at the bottom where a value is undefined, and where nothing moves', () => {
    expect(sparkline([5, 5, 5])).toBe('▁▁▁');
    expect(sparkline([Number.NaN, Number.NEGATIVE_INFINITY, 1, 2])).toBe('▁▁▁█');
    expect(sparkline([])).toBe('');
  });
});
