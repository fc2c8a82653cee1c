/** An account by months, years and regimes. */

import { utcDate } from '../core/bar-time.ts';
import { sharpeStandardError } from '../statistics/sharpe-error.ts';
import { box, coordinate, drawing, horizontalAxis, LEFT, RIGHT, verticalAxis } from './drawing.ts';
import { percentText, ratioText, returnText } from './figure-words.ts';
import { escapeHtml, figureHtml, scrollBox, tableHtml } from './html.ts';
import type { Curve, Figure, RegimeRow, YearRow } from './report.ts';
import { linearScale } from './scale.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The upper limits of the return's size for the first four of five depths of colour. */
const DEPTHS = [0.02, 0.05, 0.1, 0.2];

/** Months as a map: a row a year, a colour by the return, which is also written in the cell. */
export function monthFigure(name: string, monthly: Readonly<Record<string, Figure>>): string {
  const years = [...new Set(Object.keys(monthly).map((month) => month.slice(0, 4)))];
  const cell = (growth: Figure | undefined, kind = ''): string => {
    if (growth === undefined) return '<td>';
    const classes = kind === '' ? heat(growth) : `"${heat(growth)} ${kind}"`;
    return `<td class=${classes}>${shortReturn(growth)}`;
  };
  const rows = years.map((year) => {
    const growths = MONTHS.map((_, i) => monthly[`${year}-${String(i + 1).padStart(2, '0')}`]);
    const known = growths.filter((growth) => typeof growth === 'number');
    const total = known.reduce((sum, growth) => sum + growth, 0);
    const cells = growths.map((growth) => cell(growth)).join('');
    return `<tr><th scope=row>${year}${cells}${cell(total, 'year')}</tr>`;
  });
  const titles = ['year', ...MONTHS, 'all'].map((title) => `<th scope=col>${title}`);
  const title = `Months of ${name}`;
  return (
    `<figure data-months><figcaption><h3>${escapeHtml(title)}</h3>` +
    '<p>Simple return of each calendar month, and of the year’s tested months together, in per ' +
    'cent, after costs.</p></figcaption>' +
    scrollBox(
      title,
      `<table class="months"><thead><tr>${titles.join('')}</tr></thead>\n` +
        `<tbody>${rows.join('\n')}</tbody></table>`,
    ) +
    '</figure>\n'
  );
}

/** A log return as a simple one in per cent, short enough for a cell. */
function shortReturn(growth: Figure): string {
  if (growth === null) return '-';
  const percent = 100 * Math.expm1(growth);
  return percent.toFixed(Math.abs(percent) < 100 ? 1 : 0);
}

function heat(growth: Figure): string {
  if (growth === null) return 'unknown';
  const size = Math.abs(Math.expm1(growth));
  const depth = 1 + DEPTHS.filter((limit) => size > limit).length;
  return `${growth < 0 ? 'down' : 'up'}${depth}`;
}

/** The Sharpe ratio of each year with its 95 % interval, which only the curve can give. */
export function yearFigure(
  { name, yearly, curve }: { name: string; yearly: readonly YearRow[]; curve?: Curve | undefined },
  periodsPerYear: number,
): string {
  const errors = yearly.map(({ year }) =>
    curve === undefined ? Number.NaN : sharpeErrorOf(curve, year, periodsPerYear),
  );
  const ends = yearly.flatMap(({ sharpe }, i) => {
    if (sharpe === null) return [];
    const half = 1.96 * (errors[i]! || 0);
    return [sharpe - half, sharpe + half];
  });
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const y = linearScale({ low, high, from: 200, to: 28, text: (value) => ratioText(value, 1) });
  const width = (RIGHT - LEFT) / yearly.length;
  const centre = (i: number): number => LEFT + width * (i + 0.5);
  const bars = yearly.map(({ year, sharpe }, i) => {
    if (sharpe === null) return '';
    const [zero, end] = [y.place(0), y.place(sharpe)];
    const bar = {
      x: centre(i) - 12,
      y: Math.min(zero, end),
      width: 24,
      height: Math.abs(zero - end),
    };
    const half = 1.96 * errors[i]!;
    const kind = sharpe < 0 ? 'short' : 'long';
    const drawn = box(bar, kind, `${year}: ${ratioText(sharpe)}`);
    if (Number.isNaN(half)) return drawn;
    const [top, bottom] = [y.place(sharpe + half), y.place(sharpe - half)].map(coordinate);
    return `${drawn}<path class="whisker" d="M${coordinate(centre(i))} ${top}V${bottom}"/>`;
  });
  const x = {
    place: centre,
    ticks: yearly.map(({ year }, i) => ({ at: centre(i), text: `${year}` })),
  };
  const title = `Years of ${name}`;
  return figureHtml({
    title,
    description:
      'Sharpe ratio of each year, annualised. A vertical line is the 95 % interval by the ' +
      'standard error of the year’s own bars: one year says little.',
    svg: drawing(
      title,
      242,
      verticalAxis(y, 'Sharpe ratio, annualised', 28) +
        bars.join('') +
        horizontalAxis(x, 200, 'year'),
    ),
    table: {
      caption: `years of ${name}`,
      head: ['year', 'bars', 'return', 'Sharpe', '95 % from', '95 % to', 'months with a gain'],
      rows: yearly.map(({ year, bars: count, totalLogReturn, sharpe, positiveMonths }, i) => {
        const half = 1.96 * errors[i]!;
        return [
          String(year),
          String(count),
          returnText(totalLogReturn),
          ratioText(sharpe),
          ratioText(sharpe === null ? null : sharpe - half),
          ratioText(sharpe === null ? null : sharpe + half),
          percentText(positiveMonths, 0),
        ];
      }),
    },
  });
}

function sharpeErrorOf({ time, equity }: Curve, year: number, periodsPerYear: number): number {
  const returns = time.flatMap((second, i) =>
    Number(utcDate(second).slice(0, 4)) === year ? [equity[i]! / (equity[i - 1] ?? 1) - 1] : [],
  );
  if (returns.length < 3) return Number.NaN;
  return sharpeStandardError(Float64Array.from(returns), periodsPerYear);
}

/** The regimes as a table: figures in each of them, and how much of the time each had. */
export function regimeTable(name: string, regimes: readonly RegimeRow[]): string {
  const table = tableHtml({
    caption: `regimes of ${name}`,
    head: ['regime', 'bars', 'share', 'Sharpe, annualised', 'bars with a gain', 'total return'],
    rows: regimes.map(({ regime, bars, share, sharpe, winRate, totalLogReturn }) => [
      regime,
      String(bars),
      percentText(share),
      ratioText(sharpe),
      percentText(winRate),
      returnText(totalLogReturn),
    ]),
  });
  return (
    `<h3>${escapeHtml(`Regimes of ${name}`)}</h3><p>A bar is in a bull (bear) regime if the ` +
    `close rose (fell) by more than 10 % in log terms over 60 days.</p>${table}`
  );
}
