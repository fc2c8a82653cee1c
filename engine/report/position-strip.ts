/** The positions of an account as a strip below its equity. */

import { coordinate, LEFT, RIGHT, tenths } from './drawing.ts';
import type { Curve } from './report.ts';
import type { Scale } from './scale.ts';

export const STRIP_TOP = 306;
export const STRIP_HEIGHT = 26;

/** One area above the middle for longs and one below it for shorts. */
export function positionStrip({ positions }: Curve, x: Scale): string {
  if (positions.length === 0) return '';
  const middle = STRIP_TOP + STRIP_HEIGHT / 2;
  const half = STRIP_HEIGHT / 2 - 1;
  // One path for each size of position: runs are strokes as wide as the position is large.
  const paths = (side: 1 | -1): string => {
    const runs = runsOf(positions, side);
    const sizes = [...new Set(runs.map(({ size }) => Math.min(1, size)))];
    return sizes
      .map((size) => {
        const height = half * size;
        const centre = coordinate(middle - (side * height) / 2);
        const own = runs.filter((run) => Math.min(1, run.size) === size);
        const kind = side > 0 ? 'long' : 'short';
        const d = strokes(own, x, centre);
        return `<path class="run ${kind}" stroke-width="${coordinate(height)}" d="${d}"/>`;
      })
      .join('');
  };
  return (
    paths(1) +
    paths(-1) +
    `<path class="grid" d="M${LEFT} ${middle}H${RIGHT}"/>` +
    `<text class="tick end" x="${LEFT - 6}" y="${middle + 4}">position</text>`
  );
}

/** Level strokes from the start to the end of each run, each from where the last one has ended. */
function strokes(
  runs: readonly { readonly start: number; readonly end: number }[],
  x: Scale,
  level: string,
): string {
  let last = 0;
  return runs
    .map(({ start, end }, i) => {
      const [from, to] = [start, end].map((entry) => Math.round(10 * x.place(entry))) as [
        number,
        number,
      ];
      const move = i === 0 ? `M${from / 10} ${level}` : `m${tenths(from - last)} 0`;
      last = to;
      return `${move}h${tenths(to - from)}`;
    })
    .join('');
}

/** Runs of entries with the same position on one side. */
function runsOf(positions: readonly number[], side: 1 | -1) {
  const runs: { start: number; end: number; size: number }[] = [];
  let start = 0;
  for (let end = 1; end <= positions.length; end++) {
    if (end < positions.length && positions[end] === positions[start]) continue;
    const size = side * positions[start]!;
    if (size > 0) runs.push({ start, end, size });
    start = end;
  }
  return runs;
}
