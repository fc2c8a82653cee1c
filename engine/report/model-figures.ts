/** What a model's outputs and inputs are worth: reliability of probabilities, drift of features. */

import { coordinate, drawing, horizontalAxis, LEFT, verticalAxis } from './drawing.ts';
import { percentText, ratioText } from './figure-words.ts';
import { figureHtml, legendHtml, tableHtml } from './html.ts';
import type { DriftRow, ReliabilityRow } from './report.ts';
import { linearScale } from './scale.ts';

const TOP = 28;
const BOTTOM = 300;
/** The plot is a square, so that the diagonal is one. */
const END = 470;

const CLASSES = [
  { name: 'down', kind: 'short' },
  { name: 'neutral', kind: 'held' },
  { name: 'up', kind: 'long' },
] as const;

/** Bins with fewer forecasts are in the table only: their shares are mostly chance. */
const FEWEST_DRAWN = 20;

/**
 * How often each class happened against its probability. A dot's area grows with the number of
 * forecasts; the line through it is the 95 % interval of the share.
 */
export function reliabilityFigure(
  name: string,
  reliability: Readonly<Record<string, ReliabilityRow>>,
): string {
  const classes = CLASSES.flatMap((own) => {
    const found = reliability[own.name];
    return found === undefined ? [] : [{ ...own, ...found }];
  });
  const drawn = classes.map(({ kind, bins }) => ({
    kind,
    bins: bins.filter(({ count }) => count >= FEWEST_DRAWN),
  }));
  const ends = drawn.flatMap(({ bins }) =>
    bins.flatMap(({ predicted, observed }) => [predicted, observed]),
  );
  if (ends.length === 0) return '';
  const high = Math.min(1, Math.ceil(10 * Math.max(...ends) + 0.5) / 10);
  const text = (value: number): string => percentText(value, 0);
  const x = linearScale({ low: 0, high, from: LEFT, to: END, text });
  const y = linearScale({ low: 0, high, from: BOTTOM, to: TOP, text });
  const largest = Math.max(...drawn.flatMap(({ bins }) => bins.map(({ count }) => count)));
  const dots = drawn.flatMap(({ kind, bins }) =>
    bins.map(({ predicted, observed, count }) => {
      const half = 1.96 * Math.sqrt((observed * (1 - observed)) / count);
      const at = coordinate(x.place(predicted));
      const [top, bottom] = [Math.min(high, observed + half), Math.max(0, observed - half)].map(
        (value) => coordinate(y.place(value)),
      );
      const radius = coordinate(3 + 8 * Math.sqrt(count / largest));
      const hint = `${percentText(predicted)} happened ${percentText(observed)}, ${count} bars`;
      return (
        `<path class="interval ${kind}" d="M${at} ${top}V${bottom}"/>` +
        `<circle class="bubble ${kind}" cx="${at}" cy="${coordinate(y.place(observed))}" ` +
        `r="${radius}"><title>${hint}</title></circle>`
      );
    }),
  );
  const [left, low] = [x.place(0), y.place(0)].map(coordinate);
  const [right, top] = [x.place(high), y.place(high)].map(coordinate);
  const title = `Reliability of the probabilities of ${name}`;
  const errors = classes.map(
    ({ name: own, calibrationError }) => `${own} ${percentText(calibrationError)}`,
  );
  return figureHtml({
    title,
    description:
      'How often a class happened against the probability that it was given, out of sample. On ' +
      'the diagonal a probability means what it says. Mean distance from it: ' +
      `${errors.join(', ')}. Larger dots stand for more bars; lines are 95 % intervals.`,
    legend: legendHtml(classes.map(({ name: own, kind }) => ({ kind, text: own }))),
    svg: drawing(
      title,
      BOTTOM + 42,
      verticalAxis(y, 'share that happened', TOP, { end: END }) +
        `<path class="diagonal" d="M${left} ${low}L${right} ${top}"/>` +
        dots.join('') +
        horizontalAxis(x, BOTTOM, 'probability', END),
    ),
    table: {
      caption: `reliability of ${name}`,
      head: ['class', 'probability from', 'to', 'bars', 'mean probability', 'happened'],
      rows: classes.flatMap(({ name: own, bins }) =>
        bins.map(({ from, to, count, predicted, observed }) => [
          own,
          percentText(from, 0),
          percentText(to, 0),
          String(count),
          percentText(predicted),
          percentText(observed),
        ]),
      ),
    },
  });
}

/** The drift of features, the largest against the usual first. */
export function driftTable(drift: readonly DriftRow[], recentRows: number): string {
  if (drift.length === 0) return '';
  const ranked = drift.toSorted(
    (a, b) =>
      (b.distance ?? 0) - (b.usualDistance ?? 0) - (a.distance ?? 0) + (a.usualDistance ?? 0),
  );
  return (
    `<h3>Drift of the features</h3><p>The last ${recentRows} rows against all rows before them. ` +
    'Distance is that of Kolmogorov and Smirnov: 0 means equal distributions, 1 means that they ' +
    'do not overlap. Usual is the median of the same figure at earlier stretches of as many ' +
    'rows: features of a market always drift, so only a distance well above it says something. ' +
    'The stability index is below 0.1 where little changed and above 0.25 where much did.</p>' +
    tableHtml({
      caption: 'drift between training and now',
      head: ['feature', 'distance', 'usual', 'stability index'],
      rows: ranked.map(({ feature, distance, usualDistance, stability }) => [
        feature,
        ratioText(distance),
        ratioText(usualDistance),
        ratioText(stability),
      ]),
    })
  );
}
