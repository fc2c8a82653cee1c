/** What a search finds where there is nothing to find, beside what it found in the real market. */

import { median } from '../statistics/quantile.ts';
import { box, coordinate, drawing, horizontalAxis, LEFT, RIGHT, verticalAxis } from './drawing.ts';
import { percentText, ratioText } from './figure-words.ts';
import { figureHtml, legendHtml } from './html.ts';
import { linearScale } from './scale.ts';

const TOP = 34;
const BOTTOM = 200;
const BIN_COUNT = 25;

/**
 * A histogram of the figures that the same search gave on histories without skill, with the real
 * figure as a line; empty without a history.
 * @param values the figure on each history; those that are undefined there are left out before
 * @param real the same figure on the real market
 */
export function nullFigure(name: string, values: readonly number[], real: number): string {
  if (values.length === 0) return '';
  const low = Math.min(real, ...values);
  const high = Math.max(real, ...values);
  const span = high - low || 1;
  const counts = Array.from({ length: BIN_COUNT }, () => 0);
  for (const value of values) {
    counts[Math.min(BIN_COUNT - 1, Math.floor(((value - low) / span) * BIN_COUNT))]!++;
  }
  const x = linearScale({ low, high: low + span, from: LEFT, to: RIGHT - 20, text: ratioText }, 8);
  const most = Math.max(...counts);
  const y = linearScale({ low: 0, high: most, from: BOTTOM, to: TOP, text: String }, 4);
  const width = (RIGHT - 20 - LEFT) / BIN_COUNT;
  const bars = counts.map((count, bin) => {
    const top = y.place(count);
    const place = { x: LEFT + width * bin + 0.5, y: top, width: width - 1, height: BOTTOM - top };
    return count === 0 ? '' : box(place, 'promised', `${count} histories`);
  });
  const at = coordinate(x.place(real));
  const asHigh = values.filter((value) => value >= real).length;
  const pValue = (1 + asHigh) / (1 + values.length);
  const title = `${name} without skill`;
  return figureHtml({
    title,
    description:
      `The whole search, made anew on ${values.length} histories in which nothing can be known: ` +
      `${asHigh} of them show as much as the real market or more (p = ${ratioText(pValue, 3)}).`,
    legend: legendHtml([
      { kind: 'promised', text: 'histories without skill' },
      { kind: 'own', text: 'the real market' },
    ]),
    svg: drawing(
      title,
      BOTTOM + 42,
      verticalAxis(y, 'histories', TOP) +
        bars.join('') +
        `<path class="real" d="M${at} ${TOP - 6}V${BOTTOM}"/>` +
        horizontalAxis(x, BOTTOM, 'Sharpe ratio, annualised'),
    ),
    table: {
      caption: `${name}: the real market and histories without skill`,
      head: ['what', 'Sharpe'],
      rows: [
        ['the real market', ratioText(real)],
        ['least of the histories', ratioText(Math.min(...values))],
        ['median of the histories', ratioText(median(values))],
        ['most of the histories', ratioText(Math.max(...values))],
        ['share of histories as high', percentText(asHigh / values.length)],
      ],
    },
  });
}
