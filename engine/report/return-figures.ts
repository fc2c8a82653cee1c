/** How an account's returns are spread: over time, over sizes, over seeds. */

import { utcDate } from '../core/bar-time.ts';
import { sampleDeviation } from '../statistics/moments.ts';
import { ascending, quantileOfSorted } from '../statistics/quantile.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';
import {
  box,
  coordinate,
  drawing,
  horizontalAxis,
  LEFT,
  line,
  RIGHT,
  verticalAxis,
} from './drawing.ts';
import { percentText, ratioText } from './figure-words.ts';
import { figureHtml, legendHtml } from './html.ts';
import type { Curve, ReportAccount } from './report.ts';
import { linearScale, timeScale, type Scale } from './scale.ts';

const TOP = 28;
const BOTTOM = 190;

/** Simple returns of a curve's bars; after ruin there are none. */
function returnsOf({ equity }: Curve): Float64Array {
  const ruin = equity.findIndex((value) => value <= 0);
  const alive = ruin < 0 ? equity : equity.slice(0, ruin + 1);
  return Float64Array.from(alive, (value, i) => value / (alive[i - 1] ?? 1) - 1);
}

/** Sharpe ratio and volatility of the last year of bars, from the first full year on. */
export function rollingFigure(
  { name, curve, index }: { readonly name: string; readonly curve: Curve; readonly index: number },
  periodsPerYear: number,
): string {
  const returns = returnsOf(curve);
  const window = Math.round(periodsPerYear);
  if (returns.length < window + 2) return '';
  const starts = Array.from({ length: returns.length - window + 1 }, (_, i) => i);
  const parts = starts.map((start) => returns.subarray(start, start + window));
  const sharpe = parts.map((part) => sharpeRatio(part, periodsPerYear) || 0);
  const volatility = parts.map((part) => sampleDeviation(part) * Math.sqrt(periodsPerYear));
  const time = starts.map((start) => curve.time[start + window - 1]!);
  const x = timeScale(time, LEFT, RIGHT);
  const [low, high] = [least(sharpe), most(sharpe)];
  const ratio = { low: Math.min(0, low), high: Math.max(0, high) };
  const above = linearScale({ ...ratio, from: 160, to: TOP, text: (v) => ratioText(v, 1) });
  const share = { low: 0, high: most(volatility), from: 300, to: 206 };
  const below = linearScale({ ...share, text: (v) => percentText(v, 0) }, 3);
  const title = `Last year’s Sharpe ratio and volatility of ${name}`;
  return figureHtml({
    title,
    description: `At each bar, of the ${window} bars up to it; both are annualised.`,
    svg: drawing(
      title,
      342,
      verticalAxis(above, 'Sharpe ratio', TOP) +
        line(sharpe, x, above, 'own') +
        verticalAxis(below, 'volatility', 206) +
        line(volatility, x, below, 'held') +
        horizontalAxis(x, 300, 'date'),
    ),
    span: { curve: index, skip: window - 1 },
    table: {
      caption: `last year’s figures of ${name} at the end of each year`,
      head: ['day', 'Sharpe', 'volatility'],
      rows: yearEnds(time).map((i) => [
        utcDate(time[i]!),
        ratioText(sharpe[i]!),
        percentText(volatility[i]!),
      ]),
    },
  });
}

const BIN_COUNT = 41;

/** How often each size of return occurred; what lies beyond the ends is counted in the end bins. */
export function histogramFigure(name: string, curve: Curve): string {
  const returns = returnsOf(curve);
  const sorted = ascending(returns);
  const at = (p: number): number => quantileOfSorted(sorted, p);
  const reach = Math.max(-at(0.002), at(0.998), 1e-6);
  const counts = Array.from({ length: BIN_COUNT }, () => 0);
  for (const value of returns) {
    const bin = Math.floor(((value + reach) / (2 * reach)) * BIN_COUNT);
    counts[Math.min(BIN_COUNT - 1, Math.max(0, bin))]!++;
  }
  const text = (value: number): string => percentText(value, reach < 0.05 ? 1 : 0);
  const x = linearScale({ low: -reach, high: reach, from: LEFT, to: RIGHT, text }, 8);
  const y = countScale(counts);
  const width = (RIGHT - LEFT) / BIN_COUNT;
  const bars = counts.map((count, bin) => {
    const from = -reach + (2 * reach * bin) / BIN_COUNT;
    const kind = from + reach / BIN_COUNT < 0 ? 'short' : 'long';
    const top = y.place(count);
    const place = { x: LEFT + width * bin + 0.5, y: top, width: width - 1, height: BOTTOM - top };
    return box(place, kind, `from ${percentText(from, 2)}: ${count} bars`);
  });
  const tail = (p: number): string => {
    const place = coordinate(x.place(at(p)));
    const words = `${100 * p} %`;
    return (
      `<path class="whisker" d="M${place} ${TOP}V${BOTTOM}"/>` +
      `<text class="tick middle" x="${place}" y="${TOP - 4}">${words}</text>`
    );
  };
  const title = `Returns of ${name}`;
  return figureHtml({
    title,
    description:
      'Number of bars by their return. Vertical lines cut off the lowest and highest 5 % of the ' +
      'bars; the outermost columns hold everything beyond them, too.',
    svg: drawing(
      title,
      232,
      verticalAxis(y, 'bars', TOP) +
        bars.join('') +
        tail(0.05) +
        tail(0.95) +
        horizontalAxis(x, BOTTOM, 'return of a bar'),
    ),
    table: {
      caption: `quantiles of the returns of ${name}`,
      head: ['share of bars below', 'return'],
      rows: [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1].map((p) => [
        percentText(p, 0),
        percentText(at(p), 2),
      ]),
    },
  });
}

/** The Sharpe ratio of each seed alone, beside that of their mean probabilities. */
export function seedFigure({ name, bySeed, metrics }: ReportAccount): string {
  if (bySeed.length < 2) return '';
  const all = metrics['sharpe'] ?? null;
  const known = [...bySeed.map(({ sharpe }) => sharpe), all].filter((value) => value !== null);
  if (known.length === 0) return '';
  const text = (value: number): string => ratioText(value, 1);
  const range = { low: Math.min(0, ...known), high: Math.max(0, ...known) };
  const x = linearScale({ ...range, from: LEFT, to: RIGHT - 10, text }, 6);
  const dots = bySeed.map(({ seed, sharpe }) =>
    sharpe === null
      ? ''
      : `<circle class="dot own" cx="${coordinate(x.place(sharpe))}" cy="44" r="6">` +
        `<title>seed ${seed}: ${ratioText(sharpe)}</title></circle>`,
  );
  const mark = all === null ? '' : `<path class="whisker" d="M${coordinate(x.place(all))} 24V64"/>`;
  const title = `Seeds of ${name}`;
  return figureHtml({
    title,
    description:
      'Sharpe ratio, annualised, of each seed alone. The vertical line is the ratio of the mean ' +
      'probabilities, which the other figures show.',
    legend: legendHtml([{ kind: 'own', text: 'one seed' }]),
    svg: drawing(title, 116, mark + dots.join('') + horizontalAxis(x, 74, 'Sharpe ratio')),
    table: {
      caption: `seeds of ${name}`,
      head: ['seed', 'Sharpe'],
      rows: [
        ...bySeed.map(({ seed, sharpe }) => [String(seed), ratioText(sharpe)]),
        ['mean probabilities', ratioText(all)],
      ],
    },
  });
}

function countScale(counts: readonly number[]): Scale {
  return linearScale({ low: 0, high: Math.max(...counts), from: BOTTOM, to: TOP, text: String }, 4);
}

function yearEnds(time: readonly number[]): readonly number[] {
  const year = (i: number): string => utcDate(time[i]!).slice(0, 4);
  return time.flatMap((_, i) => (i === time.length - 1 || year(i) !== year(i + 1) ? [i] : []));
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
