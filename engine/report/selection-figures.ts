/** How a set was selected: every candidate of every step, and what past selections made. */

import { coordinate, drawing, horizontalAxis, LEFT, RIGHT, verticalAxis, box } from './drawing.ts';
import { ratioText } from './figure-words.ts';
import { figureHtml, legendHtml } from './html.ts';
import type { StepRow, WindowRow } from './report.ts';
import { linearScale } from './scale.ts';

const TOP = 28;
const BOTTOM = 250;

/**
 * Every candidate of every step of a forward selection. The bar beside the best one is the noise of
 * its lead: if the lead is smaller, other random numbers may choose another feature.
 */
export function traceFigure(steps: readonly StepRow[]): string {
  const scores = steps.flatMap(({ candidates }) =>
    candidates.flatMap(({ score }) => (score === null ? [] : [score])),
  );
  if (scores.length === 0) return '';
  const range = { low: Math.min(...scores), high: Math.max(...scores) };
  const text = (value: number): string => ratioText(value, 1);
  const y = linearScale({ ...range, from: BOTTOM, to: TOP, text });
  const width = (RIGHT - LEFT) / steps.length;
  const centre = (i: number): number => LEFT + width * (i + 0.5);
  const marks = steps.map((step, i) => {
    const x = coordinate(centre(i));
    const others = step.candidates.map(({ feature, score }) =>
      score === null || feature === step.feature
        ? ''
        : `<circle class="dot other" cx="${x}" cy="${coordinate(y.place(score))}" r="3">` +
          `<title>${feature}: ${ratioText(score, 3)}</title></circle>`,
    );
    if (step.score === null) return others.join('');
    const at = y.place(step.score);
    const noise = step.marginNoise ?? 0;
    const side = coordinate(centre(i) + 9);
    const least = coordinate(y.place(step.score - noise));
    return (
      others.join('') +
      `<path class="whisker" d="M${side} ${coordinate(at)}V${least}"/>` +
      `<circle class="dot own" cx="${x}" cy="${coordinate(at)}" r="5">` +
      `<title>${step.feature}: ${ratioText(step.score, 3)}</title></circle>`
    );
  });
  const ticks = steps.map(({ step }, i) => ({ at: centre(i), text: String(step) }));
  const title = 'Steps of the selection';
  return figureHtml({
    title,
    description:
      'Each step adds the candidate with the highest score. The vertical line below it is the ' +
      'noise of its lead, by two halves of the trees: candidates within it could have won as well.',
    legend: legendHtml([
      { kind: 'own', text: 'added' },
      { kind: 'other', text: 'other candidates' },
    ]),
    svg: drawing(
      title,
      292,
      verticalAxis(y, 'score', TOP) +
        marks.join('') +
        horizontalAxis({ place: centre, ticks }, BOTTOM, 'step'),
    ),
    table: {
      caption: 'steps and all of their candidates, best first',
      head: ['step', 'added', 'score', 'change', 'lead', 'noise of the lead', 'other candidates'],
      rows: steps.map((step) => [
        String(step.step),
        step.feature,
        ratioText(step.score, 3),
        ratioText(step.delta, 3),
        ratioText(step.margin, 3),
        ratioText(step.marginNoise, 3),
        step.candidates
          .filter(({ feature }) => feature !== step.feature)
          .toSorted((a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity))
          .map(({ feature, score }) => `${feature} ${ratioText(score, 3)}`)
          .join(', '),
      ]),
    },
  });
}

/** What the selection of each past window promised on its own bars, and made on the next ones. */
export function windowFigure(windows: readonly WindowRow[]): string {
  const values = windows.flatMap(({ sharpe, sharpeInside }) =>
    [sharpe, sharpeInside].filter((value) => value !== null),
  );
  if (values.length === 0) return '';
  const range = { low: Math.min(0, ...values), high: Math.max(0, ...values) };
  const text = (value: number): string => ratioText(value, 1);
  const y = linearScale({ ...range, from: BOTTOM, to: TOP, text });
  const width = (RIGHT - LEFT) / windows.length;
  const centre = (i: number): number => LEFT + width * (i + 0.5);
  const size = Math.min(24, width / 3);
  const bar = (x: number, value: number | null, kind: string, hint: string): string => {
    if (value === null) return '';
    const [zero, end] = [y.place(0), y.place(value)];
    const place = { x, y: Math.min(zero, end), width: size, height: Math.abs(zero - end) };
    return box(place, kind, `${hint} ${ratioText(value)}`);
  };
  const bars = windows.map(
    ({ sharpe, sharpeInside }, i) =>
      bar(centre(i) - size - 1, sharpeInside, 'promised', 'promised') +
      bar(centre(i) + 1, sharpe, 'made', 'made'),
  );
  const ticks = windows.map(({ from }, i) => ({ at: centre(i), text: from.slice(0, 7) }));
  const title = 'Promised and made';
  return figureHtml({
    title,
    description:
      'For each window the selection was made anew on the bars before it. Promised is the Sharpe ' +
      'ratio of the chosen set on those bars; made is what it then earned in the window.',
    legend: legendHtml([
      { kind: 'promised', text: 'promised' },
      { kind: 'made', text: 'made' },
    ]),
    svg: drawing(
      title,
      292,
      verticalAxis(y, 'Sharpe ratio, annualised', TOP) +
        bars.join('') +
        horizontalAxis({ place: centre, ticks }, BOTTOM, 'first day of the window'),
    ),
    table: {
      caption: 'windows of the nested selection',
      head: ['from', 'to', 'bars', 'promised', 'made', 'features'],
      rows: windows.map(({ from, to, bars: count, sharpeInside, sharpe, features }) => [
        from,
        to,
        String(count),
        ratioText(sharpeInside),
        ratioText(sharpe),
        features.length === 0 ? 'none' : features.join(', '),
      ]),
    },
  });
}
