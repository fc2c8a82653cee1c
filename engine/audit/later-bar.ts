/**
 * Whether a column that came with the bars orders them as something of a later bar does: its open,
 * its range, its volume. Must not know: targets, files.
 */

import type { Bars } from '../core/bars.ts';
import { finitePairs, rankCorrelation } from './rank-association.ts';

/** A rank correlation above this is a copy: rounding and a few missing rows leave so much. */
const COPY = 0.95;
/** So much nearer to a copy is a later bar's than this bar's, or the column only moves slowly. */
const NEARER = 4;
/** Bars that are looked ahead. */
const AHEAD = [1, 2, 3] as const;
const LEAST_ROWS = 60;

type Quantity = { readonly what: string; readonly values: Float64Array };

/**
 * Why `values` know a later bar; undefined if they do not. What a bar has itself counts as known,
 * so an open that equals the close before it accuses nobody.
 */
export function laterBarFault(values: ArrayLike<number>, bars: Bars): string | undefined {
  const quantities = quantitiesOf(bars);
  const likeness = (y: Float64Array): number => {
    const pairs = finitePairs(values, y);
    return pairs.x.length < LEAST_ROWS ? 0 : Math.abs(rankCorrelation(pairs)) || 0;
  };
  const now = quantities.reduce((most, { values: y }) => Math.max(most, likeness(y)), 0);
  for (const ahead of AHEAD) {
    for (const { what, values: y } of quantities) {
      const later = likeness(y.map((_, i) => y[i + ahead] ?? Number.NaN));
      if (!(later > COPY) || !((1 - later) * NEARER < 1 - now)) continue;
      const place = ahead === 1 ? 'of the next bar' : `${ahead} bars later`;
      return (
        `it orders the bars as the ${what} ${place} ` +
        `does: rank correlation ${later.toFixed(4)}, and ${now.toFixed(4)} with the bar itself`
      );
    }
  }
  return undefined;
}

function quantitiesOf({ open, high, low, close, volume }: Bars): readonly Quantity[] {
  const each = (what: string, value: (i: number) => number): Quantity => ({
    what,
    values: close.map((_, i) => value(i)),
  });
  return [
    { what: 'open', values: open },
    { what: 'high', values: high },
    { what: 'low', values: low },
    { what: 'close', values: close },
    { what: 'volume', values: volume },
    each('gap', (i) => open[i]! / (close[i - 1] ?? Number.NaN)),
    each('range', (i) => high[i]! / low[i]!),
    each('change', (i) => close[i]! / open[i]!),
    each('change of volume', (i) => volume[i]! / (volume[i - 1] ?? Number.NaN)),
  ];
}
