/** What a set's result hangs on: its Sharpe ratio where one setting at a time has another value. */

import { coordinate, drawing, LEFT, RIGHT } from './drawing.ts';
import { percentText, ratioText, returnText } from './figure-words.ts';
import { escapeHtml, figureHtml, legendHtml } from './html.ts';
import type { Figure, SensitivityFacts, SettingCurve } from './report.ts';
import { linearScale, type Scale } from './scale.ts';

const TOP = 40;
const PANEL_HEIGHT = 150;
const ROW_HEIGHT = 230;
const GAP = 36;

/** What each setting is, for the title of its panel. */
const TITLES: Readonly<Record<string, string>> = {
  costBps: 'cost of a trade, basis points',
  delay: 'delay of a trade, bars',
  threshold: 'threshold of the labels',
  initialTrain: 'rows before the first test',
  step: 'test rows of a fold',
  window: 'last rows that train',
  neutral: 'what a neutral signal does',
  sides: 'sides',
  payoff: 'payoff',
};

/** What a setting is, in words. */
export function settingTitle(setting: string): string {
  return TITLES[setting] ?? setting;
}

/** A panel for each setting of numbers; the table has the settings of words, too. */
export function sensitivityFigure(name: string, facts: SensitivityFacts): string {
  const { curves, breakEvenCostBps, without } = facts;
  const drawn = curves.filter(
    ({ points }) => points.length > 1 && points.every(({ value }) => typeof value === 'number'),
  );
  const known = drawn.flatMap(({ points }) => points.flatMap(({ sharpe }) => sharpe ?? []));
  if (known.length === 0) return '';
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const panels = drawn.map((curve, i) => {
    const wide = i === 0;
    const row = wide ? 0 : 1 + Math.floor((i - 1) / 2);
    const half = (RIGHT - LEFT - GAP) / 2;
    const from = wide || i % 2 === 1 ? LEFT : LEFT + half + GAP;
    const to = wide ? RIGHT : from + half;
    const top = TOP + ROW_HEIGHT * row;
    const text = (value: number): string => ratioText(value, 1);
    const y = linearScale({ low, high, from: top + PANEL_HEIGHT, to: top, text }, 4);
    return panel(curve, y, { from, to, top, breakEven: wide ? breakEvenCostBps : null });
  });
  const rows = 1 + Math.ceil((drawn.length - 1) / 2);
  const title = `What the result of ${name} hangs on`;
  return figureHtml({
    title,
    description:
      breakEvenWords(breakEvenCostBps) + ' Each dot is the same test with one setting changed.',
    legend: legendHtml([
      { kind: 'own', text: 'as tested' },
      { kind: 'other', text: 'another value' },
    ]),
    svg: drawing(title, ROW_HEIGHT * rows, panels.join('')),
    table: {
      caption: `sensitivity of ${name}`,
      head: ['setting', 'value', 'Sharpe', 'return a year', 'worst drawdown', 'bars'],
      rows: [
        ...curves.flatMap((curve) =>
          curve.points.map(({ value, own, sharpe, annualReturn, maxDrawdown, bars }) => [
            settingTitle(curve.setting),
            `${value}${own ? ' (as tested)' : ''}`,
            ratioText(sharpe),
            percentText(annualReturn),
            percentText(maxDrawdown),
            String(bars),
          ]),
        ),
        ...without.map(({ what, sharpe, totalLogReturn, bars }) => [
          what,
          `total return ${returnText(totalLogReturn)}`,
          ratioText(sharpe),
          '-',
          '-',
          String(bars),
        ]),
      ],
    },
  });
}

function breakEvenWords(costBps: Figure): string {
  if (costBps === null) return 'No cost within reason makes the Sharpe ratio 0.';
  return `The Sharpe ratio is 0 at a cost of ${ratioText(costBps, 1)} basis points.`;
}

type Place = {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  /** Where the Sharpe ratio is 0, on the panel of costs. */
  readonly breakEven: Figure;
};

/** A curve in its own axes. The values of most settings are too uneven to be placed by size. */
function panel({ setting, points }: SettingCurve, y: Scale, place: Place): string {
  const { from, to, top, breakEven } = place;
  const bottom = top + PANEL_HEIGHT;
  const count = points.length;
  const x = (i: number): number => from + ((to - from) * (i + 0.5)) / count;
  const lines = y.ticks.map(({ at, text }) => {
    const label = `<text class="tick end" x="${from - 6}" y="${coordinate(at + 4)}">${text}</text>`;
    return `<path class="grid" d="M${from} ${coordinate(at)}H${coordinate(to)}"/>${label}`;
  });
  const places = points.flatMap(({ sharpe }, i) =>
    sharpe === null ? [] : [`${coordinate(x(i))} ${coordinate(y.place(sharpe))}`],
  );
  const dots = points.map(({ value, own, sharpe }, i) => {
    const at = coordinate(x(i));
    const tick = `<text class="tick middle" x="${at}" y="${bottom + 18}">${value}</text>`;
    if (sharpe === null) return tick;
    const hint = `${settingTitle(setting)} ${value}: ${ratioText(sharpe)}`;
    return (
      `<circle class="dot ${own ? 'own' : 'other'}" cx="${at}" ` +
      `cy="${coordinate(y.place(sharpe))}" r="5"><title>${escapeHtml(hint)}</title></circle>${tick}`
    );
  });
  return (
    `<text class="axis" x="${from}" y="${top - 12}">Sharpe ratio</text>${lines.join('')}` +
    `<path class="line held" d="M${places.join('L')}"/>` +
    breakEvenMark(points, breakEven, { x, top, bottom }) +
    dots.join('') +
    `<path class="base" d="M${from} ${bottom}H${coordinate(to)}"/>` +
    `<text class="axis end" x="${coordinate(to)}" y="${bottom + 36}">` +
    `${escapeHtml(settingTitle(setting))}</text>`
  );
}

/** A line where the Sharpe ratio is 0, if that is among the values. */
function breakEvenMark(
  points: SettingCurve['points'],
  breakEven: Figure,
  { x, top, bottom }: { x: (i: number) => number; readonly top: number; readonly bottom: number },
): string {
  if (breakEven === null) return '';
  const values = points.map(({ value }) => Number(value));
  const above = values.findIndex((value) => value >= breakEven);
  if (above < 1) return '';
  const [low, high] = [values[above - 1]!, values[above]!];
  const at = coordinate(x(above - 1 + (breakEven - low) / (high - low)));
  return (
    `<path class="whisker" d="M${at} ${top}V${bottom}"/>` +
    `<text class="tick middle" x="${at}" y="${top - 4}">break-even</text>`
  );
}
