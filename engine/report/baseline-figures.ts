/** A set beside simple rules, simple models and random signals, by their Sharpe ratios. */

import { box, coordinate, drawing, horizontalAxis, RIGHT } from './drawing.ts';
import { percentText, ratioText } from './figure-words.ts';
import { detailsTable, escapeHtml, figureHtml, legendHtml } from './html.ts';
import type { BaselineFacts, Figure, ReportAccount } from './report.ts';
import { linearScale } from './scale.ts';

/** Where the plot begins and ends: names stand before it, numbers after a bar. */
const START = 220;
const END = RIGHT - 50;
const ROW = 22;
const TOP = 8;

/** An account as far as it is compared with baselines. */
type Compared = Pick<ReportAccount, 'name' | 'metrics' | 'baselines'>;

/** The Sharpe ratios as bars, the set's own first, and the band of random signals. */
export function baselineFigure(
  { name, metrics, baselines }: Compared,
  held: ReportAccount['metrics'],
): string {
  if (baselines === undefined) return '';
  const { random } = baselines;
  const all = rowsOf({ name, metrics, baselines }, held);
  const known = [...all.map(({ sharpe }) => sharpe), random.p05, random.p95].flatMap((value) =>
    value === null ? [] : [value],
  );
  const range = { low: Math.min(0, ...known), high: Math.max(0, ...known) };
  const text = (value: number): string => ratioText(value, 1);
  const x = linearScale({ ...range, from: START, to: END, text }, 6);
  const label = (i: number, words: string): string =>
    `<text class="tick end" x="${START - 8}" y="${TOP + ROW * i + 12}">${escapeHtml(words)}</text>`;
  const number = (i: number, end: number, value: Figure): string => {
    const at = `x="${coordinate(end + 5)}" y="${TOP + ROW * i + 12}"`;
    return `<text class="tick" ${at}>${ratioText(value)}</text>`;
  };
  const bars = all.map(({ title, sharpe }, i) => {
    const [zero, end] = [x.place(0), x.place(sharpe ?? 0)];
    const [left, right] = [Math.min(zero, end), Math.max(zero, end)];
    const place = { x: left, y: TOP + ROW * i, width: right - left, height: ROW - 6 };
    const bar = box(place, i === 0 ? 'made' : 'promised', `${title}: ${ratioText(sharpe)}`);
    return label(i, title) + (sharpe === null ? '' : bar) + number(i, right, sharpe);
  });
  const bottom = TOP + ROW * (all.length + 1);
  const title = `${name} among baselines`;
  return figureHtml({
    title,
    description:
      'Every account trades the same bars on the same terms. The line is the middle 90 % of ' +
      `${random.count} random signals that trade as often as the set; ` +
      `${percentText(random.place)} of them, the set among them, do as well as it.`,
    legend: legendHtml([
      { kind: 'made', text: name },
      { kind: 'promised', text: 'baselines' },
    ]),
    svg: drawing(
      title,
      bottom + 42,
      bars.join('') +
        label(all.length, 'random signals, 90 %') +
        band(random, x.place, TOP + ROW * all.length + 8) +
        horizontalAxis(x, bottom, 'Sharpe ratio, annualised'),
    ),
    table: {
      caption: `${name} and baselines`,
      head: ['account', 'Sharpe', 'return a year', 'worst drawdown', 'turnover, a bar', 'accuracy'],
      rows: all.map((row) => [
        row.title,
        ratioText(row.sharpe),
        percentText(row.annualReturn),
        percentText(row.maxDrawdown),
        ratioText(row.turnover),
        percentText(row.accuracy),
      ]),
    },
  });
}

/** The Sharpe ratios of all sets and of their baselines, side by side, in a table that opens. */
export function baselineTable(accounts: readonly Compared[]): string {
  const known = accounts.filter(({ baselines }) => baselines !== undefined);
  if (known.length < 2) return '';
  const row = (title: string, of: (facts: BaselineFacts) => string) =>
    [title].concat(known.map(({ baselines }) => of(baselines!)));
  return detailsTable({
    caption: 'Sharpe ratios of all sets and of their baselines',
    head: ['account', ...known.map(({ name }) => name)],
    rows: [
      ['the set itself', ...known.map(({ metrics }) => ratioText(metrics['sharpe'] ?? null))],
      ...known[0]!.baselines!.rows.map(({ title }) =>
        row(title, ({ rows }) =>
          ratioText(rows.find((other) => other.title === title)?.sharpe ?? null),
        ),
      ),
      row('random signals, lowest 5 %', ({ random }) => ratioText(random.p05)),
      row('random signals, median', ({ random }) => ratioText(random.median)),
      row('random signals, highest 5 %', ({ random }) => ratioText(random.p95)),
      row('random signals that do as well', ({ random }) => percentText(random.place)),
    ],
  });
}

function rowsOf(
  { name, metrics, baselines }: Compared & { readonly baselines: BaselineFacts },
  held: ReportAccount['metrics'],
): BaselineFacts['rows'] {
  const row = (title: string, figures: ReportAccount['metrics']) => ({
    title,
    sharpe: figures['sharpe'] ?? null,
    annualReturn: figures['annualReturn'] ?? null,
    maxDrawdown: figures['maxDrawdown'] ?? null,
    turnover: figures['turnover'] ?? null,
    accuracy: null,
  });
  return [row(name, metrics), row('buy and hold', held), ...baselines.rows];
}

/** A line from the lowest to the highest 5 % of random signals, with their median. */
function band(
  { p05, median, p95 }: BaselineFacts['random'],
  place: (value: number) => number,
  y: number,
): string {
  if (p05 === null || median === null || p95 === null) return '';
  const [low, middle, high] = [p05, median, p95].map((value) => coordinate(place(value)));
  return (
    `<path class="whisker" d="M${low} ${y - 5}v10M${low} ${y}H${high}M${high} ${y - 5}v10"/>` +
    `<path class="real" d="M${middle} ${y - 7}v14"/>`
  );
}
