/**
 * Curves in one line of a terminal: each character is a span of the curve, and its height one of
 * eight blocks. Must not know: what the curves are about.
 */

/** Characters of every curve: with a name and a figure beside it a line fits 80 columns. */
export const SPARK_WIDTH = 44;

const BLOCKS = '▁▂▃▄▅▆▇█';

/**
 * `values` as blocks between `least` and `largest`, which are those of the values if left out. A
 * span shows its last value; a value that is not finite is at the bottom. Empty without values.
 */
export function sparkline(
  values: ArrayLike<number>,
  { least, largest }: { readonly least?: number; readonly largest?: number } = {},
): string {
  const spans = spansOf(values);
  const finite = spans.filter(Number.isFinite);
  const bottom = least ?? Math.min(...finite);
  const height = (largest ?? Math.max(...finite)) - bottom;
  return spans.map((value) => BLOCKS[levelOf((value - bottom) / height)]).join('');
}

/** The last value of each span; fewer values than spans are a span each. */
function spansOf(values: ArrayLike<number>): readonly number[] {
  const count = Math.min(SPARK_WIDTH, values.length);
  return Array.from({ length: count }, (_, i) => {
    return values[Math.floor(((i + 1) * values.length) / count) - 1]!;
  });
}

/** 0 to 7. A curve that does not move has no height and is at the bottom. */
function levelOf(fraction: number): number {
  if (!(fraction > 0)) return 0;
  return Math.min(BLOCKS.length - 1, Math.floor(fraction * BLOCKS.length));
}
