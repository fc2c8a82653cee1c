/** What each feature adds to the probability of the predicted class, from its average to now. */

import type { Explanation, FeatureContribution } from '../live/model/explanation.ts';
import { box, coordinate, drawing, horizontalAxis, RIGHT } from './drawing.ts';
import { percentText, ratioText, signedText } from './figure-words.ts';
import { escapeHtml, figureHtml, legendHtml } from './html.ts';
import { linearScale } from './scale.ts';

/** The largest contributions that have a bar; the others share one, and the table has all. */
const DRAWN = 20;

/** Where the plot begins and ends: names of features stand before it, numbers after a bar. */
const START = 220;
const END = RIGHT - 60;
const ROW = 22;
const TOP = 8;

/** A row of the drawing: a bar from one probability to another. */
type Row = { readonly name: string; readonly from: number; readonly to: number };

/** The contributions as bars that lead from the average over the training to the probability. */
export function contributionFigure(why: Explanation): string {
  const name = ({ '-1': 'down', '0': 'neutral', '1': 'up' } as const)[why.signal];
  const { base, contributions, probabilities } = why;
  const rows = rowsOf(contributions, base[name], name);
  const ends = [base[name], probabilities[name], ...rows.map(({ to }) => to)];
  const x = linearScale(
    {
      low: Math.min(...ends),
      high: Math.max(...ends),
      from: START,
      to: END,
      text: (value) => percentText(value),
    },
    6,
  );
  const label = (i: number, text: string): string =>
    `<text class="tick end" x="${START - 8}" y="${TOP + ROW * i + 12}">${escapeHtml(text)}</text>`;
  const number = (i: number, at: number, text: string): string =>
    `<text class="tick" x="${coordinate(at + 5)}" y="${TOP + ROW * i + 12}">${text}</text>`;
  const mark = (i: number, value: number): string => {
    const at = coordinate(x.place(value));
    return `<path class="real" d="M${at} ${TOP + ROW * i}v${ROW - 6}"/>`;
  };
  const bars = rows.map(({ name: feature, from, to }, i) => {
    const [left, right] = [x.place(Math.min(from, to)), x.place(Math.max(from, to))];
    const place = { x: left, y: TOP + ROW * (i + 1), width: right - left, height: ROW - 6 };
    const points = pointsText(to - from, 1);
    return (
      label(i + 1, feature) +
      box(place, to < from ? 'short' : 'long', `${feature}: ${points} points`) +
      number(i + 1, right, points)
    );
  });
  const last = rows.length + 1;
  const bottom = TOP + ROW * (last + 1);
  const title = `What each feature adds to “${name}”`;
  return figureHtml({
    title,
    description:
      `From the average over the training, ${percentText(base[name])}, to the probability on ` +
      `this bar, ${percentText(probabilities[name])}. The numbers are percentage points (exact ` +
      'TreeSHAP); they add up to the whole way.',
    legend: legendHtml([
      { kind: 'long', text: 'raises the probability' },
      { kind: 'short', text: 'lowers it' },
    ]),
    svg: drawing(
      title,
      bottom + 42,
      label(0, 'average over the training') +
        mark(0, base[name]) +
        number(0, x.place(base[name]), percentText(base[name])) +
        bars.join('') +
        label(last, 'this bar') +
        mark(last, probabilities[name]) +
        number(last, x.place(probabilities[name]), percentText(probabilities[name])) +
        horizontalAxis(x, bottom, `probability of “${name}”`),
    ),
    table: {
      caption: 'contributions to the probabilities, in points',
      head: ['feature', 'value', 'past bars below it', 'down', 'neutral', 'up'],
      rows: contributions.map(({ feature, value, lower, down, neutral, up }) => [
        feature,
        String(Number(value.toPrecision(6))),
        percentText(lower, 0),
        pointsText(down, 2),
        pointsText(neutral, 2),
        pointsText(up, 2),
      ]),
    },
  });
}

function rowsOf(
  contributions: readonly FeatureContribution[],
  base: number,
  name: 'down' | 'neutral' | 'up',
): readonly Row[] {
  const rows: Row[] = [];
  const add = (feature: string, share: number): void => {
    const from = rows.at(-1)?.to ?? base;
    rows.push({ name: feature, from, to: from + share });
  };
  for (const one of contributions.slice(0, DRAWN)) add(one.feature, one[name]);
  const others = contributions.slice(DRAWN);
  if (others.length > 0) {
    add(
      `${others.length} others`,
      others.reduce((sum, one) => sum + one[name], 0),
    );
  }
  return rows;
}

/** A difference of probabilities in percentage points. */
function pointsText(share: number, digits: number): string {
  return signedText(ratioText(100 * share, digits));
}
