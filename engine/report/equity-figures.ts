/** The curves of an account: equity with regimes and positions, falls below the high. */

import { utcDate } from '../core/bar-time.ts';
import {
  area,
  coordinate,
  drawing,
  horizontalAxis,
  LEFT,
  sharedLine,
  RIGHT,
  verticalAxis,
  type Repeats,
} from './drawing.ts';
import { dollarText, percentText, ratioText, tickDollarText } from './figure-words.ts';
import { figureHtml, legendHtml } from './html.ts';
import type { Curve, DrawdownRow, RegimeSpan } from './report.ts';
import { positionStrip, STRIP_HEIGHT, STRIP_TOP } from './position-strip.ts';
import { linearScale, logScale, timeScale, type Scale } from './scale.ts';

/** What a drawing of equity needs of its report. */
export type EquityPlan = {
  readonly name: string;
  readonly curve: Curve;
  readonly held: Curve | undefined;
  readonly heldName: string;
  readonly regimeSpans: readonly RegimeSpan[];
  readonly capital: number;
  /** Index of the account on its page. */
  readonly index: number;
  /** Lowest and highest equity of all accounts of the page, which share one axis; in dollars. */
  readonly range: { readonly low: number; readonly high: number };
  readonly repeats: Repeats;
};

/** The lowest equity above zero and the highest of `curves` and of the capital, in dollars. */
export function equityRange(
  curves: readonly (Curve | undefined)[],
  capital: number,
): EquityPlan['range'] {
  const values = curves.flatMap((curve) => curve?.equity ?? []);
  const high = values.reduce((a, b) => Math.max(a, b), 1);
  // Lost equity has no logarithm: such an account is drawn down to a ten-thousandth of the high.
  const least = values.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), 1);
  return { low: capital * Math.max(least, high / 1e4), high: capital * high };
}

const REGIME_MARKS = [
  { kind: 'bull', text: 'bull regime' },
  { kind: 'bear', text: 'bear regime' },
];
const POSITION_MARKS = [
  { kind: 'long', text: 'long' },
  { kind: 'short', text: 'short' },
];

export const TOP = 28;
export const EQUITY_BOTTOM = 290;

/**
 * Equity in dollars against buy and hold, by a logarithmic and by a linear axis, with the regimes
 * behind and the positions below.
 */
export function equityFigure(plan: EquityPlan, axis: 'logarithmic' | 'linear', zoom = ''): string {
  const { name, curve, held, capital, repeats } = plan;
  const own = curve.equity.map((equity) => capital * equity);
  const other = held === undefined ? [] : heldOn(curve, held).map((equity) => capital * equity);
  const title = `Equity of ${name}, ${axis} axis`;
  const x = timeScale(curve.time, LEFT, RIGHT);
  const y = equityScale(plan.range, axis);
  const names = [
    { kind: 'own', text: name },
    ...(held === undefined ? [] : [{ kind: 'held', text: plan.heldName }]),
    ...(plan.regimeSpans.length === 0 ? [] : REGIME_MARKS),
    ...(curve.positions.length === 0 ? [] : POSITION_MARKS),
  ];
  return figureHtml({
    title,
    description: `Value of an account that began with ${dollarText(capital)}, after costs.`,
    drawn:
      curve.positions.length === 0
        ? ''
        : 'The strip below shows the position: above its middle long, below it short.',
    legend: legendHtml(names),
    svg: drawing(
      title,
      372,
      repeats(regimeBoxes(plan, x)) +
        verticalAxis(y, 'US dollars', TOP) +
        sharedLine(other, { x, y, kind: 'held' }, repeats) +
        sharedLine(own, { x, y, kind: 'own' }, repeats) +
        repeats(positionStrip(curve, x)) +
        horizontalAxis(x, STRIP_TOP + STRIP_HEIGHT, 'date'),
    ),
    zoom,
    span: { curve: plan.index, skip: 0 },
    table: {
      caption: `equity of ${name} at the end of each quarter`,
      head: ['day', name, plan.heldName, 'position'],
      rows: quarterEnds(curve.time).map((i) => [
        utcDate(curve.time[i]!),
        dollarText(own[i]!),
        other[i] === undefined ? '-' : dollarText(other[i]),
        ratioText(curve.positions[i] ?? null),
      ]),
    },
  });
}

/** How far equity is below its high, and the deepest falls with their dates. */
export function underwaterFigure(
  { name, curve, index }: Pick<EquityPlan, 'name' | 'curve' | 'index'>,
  drawdowns: readonly DrawdownRow[],
): string {
  const depth = depths(curve.equity);
  const x = timeScale(curve.time, LEFT, RIGHT);
  const low = Math.min(
    -0.01,
    depth.reduce((a, b) => Math.min(a, b), 0),
  );
  const text = (value: number): string => percentText(value, 0);
  const y = linearScale({ low, high: 0, from: 190, to: TOP, text }, 4);
  const title = `Drawdowns of ${name}`;
  return figureHtml({
    title,
    description:
      'Equity below its highest value so far. The numbers mark the deepest falls; the table has ' +
      'their dates.',
    open: true,
    svg: drawing(
      title,
      232,
      verticalAxis(y, 'below the high', TOP) +
        area(depth, { x, y, base: y.place(0), kind: 'loss' }) +
        troughMarks(drawdowns, curve, { x, y }) +
        horizontalAxis(x, 190, 'date'),
    ),
    span: { curve: index, skip: 0 },
    table: {
      caption: `worst drawdowns of ${name}`,
      head: ['fall', 'first day', 'lowest day', 'last day', 'bars', 'depth', 'recovered'],
      rows: drawdowns.map(({ start, trough, end, bars, depth, recovered }, i) => [
        String(i + 1),
        start.slice(0, 10),
        trough.slice(0, 10),
        end.slice(0, 10),
        String(bars),
        percentText(-depth),
        recovered ? 'yes' : 'not yet',
      ]),
    },
  });
}

/** The number of each of the deepest falls beside its lowest point. */
function troughMarks(
  drawdowns: readonly DrawdownRow[],
  { time }: Curve,
  { x, y }: { readonly x: Scale; readonly y: Scale },
): string {
  return drawdowns
    .map(({ trough, depth }, i) => {
      const entry = time.indexOf(Date.parse(trough) / 1000);
      if (entry < 0) return '';
      const left = Math.min(RIGHT - 8, Math.max(LEFT + 8, x.place(entry) + 9));
      const at = `x="${coordinate(left)}" y="${coordinate(y.place(-depth))}"`;
      return `<text class="number middle" ${at}>${i + 1}</text>`;
    })
    .join('');
}

/** Each entry's fall below the highest equity so far (1 before the first), 0 to -1. */
export function depths(equity: readonly number[]): number[] {
  let high = 1;
  return equity.map((value) => {
    high = Math.max(high, value);
    return value / high - 1;
  });
}

/** Buy and hold on the days of `curve`, from the same capital before the first of them. */
function heldOn(curve: Curve, held: Curve): readonly number[] {
  const start = held.time.indexOf(curve.time[0]!);
  if (start < 0) return [];
  const before = start === 0 ? 1 : held.equity[start - 1]!;
  return held.equity.slice(start, start + curve.time.length).map((equity) => equity / before);
}

/** The axis of equity, the same for all drawings of a page. */
export function equityScale(
  { low, high }: EquityPlan['range'],
  axis: 'logarithmic' | 'linear',
): Scale {
  const places = { from: EQUITY_BOTTOM, to: TOP, text: tickDollarText };
  if (axis === 'linear') return linearScale({ low: 0, high, ...places });
  return logScale({ low: low * 0.95, high: high * 1.05, ...places });
}

/** One path a regime. The spans count the bars of buy and hold; the account may begin later. */
function regimeBoxes({ curve, held, regimeSpans }: EquityPlan, x: Scale): string {
  if (regimeSpans.length === 0) return '';
  const first = Math.max(0, held?.time.indexOf(curve.time[0]!) ?? 0);
  const height = EQUITY_BOTTOM - TOP;
  const shade = (kind: string): string =>
    regimeSpans
      .filter(({ regime, end }) => regime === kind && end > first)
      .map(({ start, end }) => {
        const from = x.place(Math.max(0, start - first));
        const width = round(Math.min(RIGHT, x.place(end - first)) - from);
        return `M${coordinatePair(from, TOP)}h${width}v${height}h${-width}Z`;
      })
      .join('');
  return ['bull', 'bear']
    .map((kind) => `<path class="shade ${kind}" d="${shade(kind)}"/>`)
    .join('');
}

function quarterEnds(time: readonly number[]): readonly number[] {
  const quarter = (second: number): string => {
    const date = utcDate(second);
    return date.slice(0, 4) + String(Math.floor((Number(date.slice(5, 7)) - 1) / 3));
  };
  return time.flatMap((second, i) => {
    const next = time[i + 1];
    return next === undefined || quarter(next) !== quarter(second) ? [i] : [];
  });
}

function coordinatePair(x: number, y: number): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
