import { describe, expect, it } from 'vitest';
import { positionStrip } from '../../../engine/report/position-strip.ts';

const x = { ticks: [], place: (entry: number) => 100 + 10.25 * entry };

/** Start and end of each stroke of the paths of `kind`, by their level and width. */
function strokesOf(svg: string, kind: string) {
  const paths = [
    ...svg.matchAll(new RegExp(`run ${kind}" stroke-width="([\\d.]+)" d="([^"]+)"`, 'g')),
  ];
  return paths.map(([, width, path]) => {
    let at = 0;
    const level = Number(/^M[\d.]+ ([\d.]+)/.exec(path!)![1]);
    const strokes = [...path!.matchAll(/([Mm])([-\d.]+) [\d.]+h([-\d.]+)/g)].map(
      ([, act, move, length]) => {
        const start = Number(move) + (act === 'm' ? at : 0);
        at = start + Number(length);
        return [start, at].map((place) => Number(place.toFixed(1)));
      },
    );
    return { width: Number(width), level, strokes };
  });
}

describe('the strip of positions', () => {
  it('has longs above its middle and shorts below, from bar to bar', () => {
    const curve = { time: [], equity: [], positions: [1, 1, -1, 0, 1, 0.5, -1] };
    const strip = positionStrip(curve, x);
    // Entries 0 and 1, and 4; half of the width for half of the position, entry 5.
    expect(strokesOf(strip, 'long')).toEqual([
      {
        width: 12,
        level: 313,
        strokes: [
          [100, 120.5],
          [141, 151.3],
        ],
      },
      { width: 6, level: 316, strokes: [[151.3, 161.5]] },
    ]);
    expect(strokesOf(strip, 'short')).toEqual([
      {
        width: 12,
        level: 325,
        strokes: [
          [120.5, 130.8],
          [161.5, 171.8],
        ],
      },
    ]);
  });

  it('is left out if nobody knows the positions', () => {
    expect(positionStrip({ time: [], equity: [], positions: [] }, x)).toBe('');
  });
});
