import { describe, expect, it } from 'vitest';
import { linePath } from '../../../engine/report/drawing.ts';
import { linearScale, timeScale } from '../../../engine/report/scale.ts';

const y = linearScale({ low: 0, high: 100, from: 100, to: 0, text: String });

/** The points of a path, in tenths. */
function pointsOf(path: string): readonly (readonly [number, number])[] {
  let [across, down] = [0, 0];
  return [...path.matchAll(/([Mlvh])([^Mlvh]+)/g)].map(([, act, text]) => {
    const numbers = text!.match(/-?\d*\.?\d/g)!.map((part) => Math.round(10 * Number(part)));
    if (act !== 'v') across += numbers.shift()!;
    if (act !== 'h') down += numbers.shift()!;
    return [across, down] as const;
  });
}

describe('the path of a line', () => {
  it('goes through every value where each has its own place', () => {
    const x = timeScale(
      [0, 1, 2].map((day) => day * 86_400),
      0,
      20,
    );
    expect(pointsOf(linePath([10, 99.5, 0], x, y))).toEqual([
      [0, 900],
      [100, 5],
      [200, 1000],
    ]);
  });

  it('keeps the extremes of crowded values, and the last value', () => {
    const values = Array.from({ length: 5000 }, (_, i) => (i * 37) % 90);
    values[1234] = 100;
    values[4321] = -5;
    const x = timeScale(
      values.map((_, i) => i * 86_400),
      0,
      100,
    );
    const points = pointsOf(linePath(values, x, y));
    const heights = points.map(([, down]) => down);
    expect(points.length).toBeLessThan(210);
    expect(Math.min(...heights)).toBe(0);
    expect(Math.max(...heights)).toBe(1050);
    expect(points[0]).toEqual([0, Math.round(10 * (100 - values[0]!))]);
    expect(points.at(-1)).toEqual([1000, Math.round(10 * (100 - values[4999]!))]);
  });
});
