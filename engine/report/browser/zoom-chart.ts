/** Equity of all accounts as a chart that zooms by pointer and by keyboard. */

import uPlot from 'uplot';
import { dollarText, tickDollarText } from '../figure-words.ts';
import { countUpTo } from '../prefix-figures.ts';
import { logTicks } from '../scale.ts';
import type { PageCurve, PageData } from './page-data.ts';

export type ZoomChart = {
  /** Shows the curves up to `day` (unix seconds). */
  readonly cut: (day: number) => void;
  /** Draws the chart anew: for other colours, another width or another axis. */
  readonly redraw: () => void;
  /** Narrows (below 1) or widens the shown days by `factor` around their middle. */
  readonly zoom: (factor: number) => void;
  /** Moves the shown days by a share of their number. */
  readonly pan: (share: number) => void;
  readonly showAll: () => void;
  readonly toggleAxis: () => 'logarithmic' | 'linear';
};

const HEIGHT = 360;
const DASHES: Readonly<Record<string, readonly number[]>> = {
  s3: [7, 3],
  s4: [2, 2],
  s5: [9, 3, 2, 3],
  s6: [4, 4],
  s7: [12, 4],
};

/** The chart in `place`; what is under the pointer is told to `read`. */
export function zoomChart(
  place: HTMLElement,
  data: PageData,
  read: (text: string) => void,
): ZoomChart {
  const curves = data.curves.filter((curve) => curve !== undefined);
  const { days } = data;
  const whole = curves.map((curve) => alignedEquity(curve, data));
  let known = days.length;
  let axis: 'logarithmic' | 'linear' = 'logarithmic';
  let shown: readonly [number, number] = [days[0]!, days.at(-1)!];
  let chart: uPlot | undefined;

  const series = (): uPlot.AlignedData => [
    [...days],
    ...whole.map((values) => values.map((value, i) => (i < known ? value : null))),
  ];
  const redraw = (): void => {
    chart?.destroy();
    const lastDay = () => days[known - 1]!;
    const options = optionsOf({ place, data, curves, axis, lastDay, read });
    chart = new uPlot(options, series(), place);
    chart.setScale('x', { min: shown[0], max: shown[1] });
  };
  const show = (min: number, max: number): void => {
    const span = Math.min(days.at(-1)! - days[0]!, max - min);
    const start = Math.min(Math.max(days[0]!, min), days.at(-1)! - span);
    shown = [start, start + span];
    chart?.setScale('x', { min: shown[0], max: shown[1] });
  };
  const current = (): readonly [number, number] => {
    const { min, max } = chart?.scales['x'] ?? {};
    return [min ?? shown[0], max ?? shown[1]];
  };
  redraw();
  return {
    cut: (day) => {
      known = countUpTo(days, day);
      shown = current();
      chart?.setData(series(), false);
      show(...shown);
    },
    redraw: () => {
      shown = current();
      redraw();
    },
    zoom: (factor) => {
      const [min, max] = current();
      const half = ((max - min) * factor) / 2;
      show((min + max) / 2 - half, (min + max) / 2 + half);
    },
    pan: (share) => {
      const [min, max] = current();
      show(min + share * (max - min), max + share * (max - min));
    },
    showAll: () => show(days[0]!, days.at(-1)!),
    toggleAxis: () => {
      axis = axis === 'linear' ? 'logarithmic' : 'linear';
      shown = current();
      redraw();
      return axis;
    },
  };
}

/** Dollars on each of the page's days; null outside of the curve and where equity is lost. */
function alignedEquity({ time, equity }: PageCurve, { days, capital }: PageData) {
  return days.map((day) => {
    const count = countUpTo(time, day);
    const value = count === 0 || day > time.at(-1)! ? 0 : equity[count - 1]!;
    return value > 0 ? capital * value : null;
  });
}

type ChartPlan = {
  readonly place: HTMLElement;
  readonly data: PageData;
  readonly curves: readonly PageCurve[];
  readonly axis: 'logarithmic' | 'linear';
  /** The day at which the curves end. */
  readonly lastDay: () => number;
  readonly read: (text: string) => void;
};

function optionsOf({ place, data, curves, axis, lastDay, read }: ChartPlan): uPlot.Options {
  const style = getComputedStyle(document.body);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const lines = { stroke: colour('quiet'), grid: { stroke: colour('rule'), width: 1 } };
  const colourOf: Readonly<Record<string, string>> = { s1: 'own', s2: 'held' };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    tzDate: (second) => uPlot.tzDate(new Date(1000 * second), 'Etc/UTC'),
    legend: { show: false },
    cursor: { drag: { x: true, y: false } },
    scales: { y: axis === 'logarithmic' ? LOG_SCALE : {} },
    axes: [
      {
        ...lines,
        size: 30,
        space: 90,
        values: (_chart, ticks, _axis, _space, step) => dates(ticks, step),
      },
      {
        ...lines,
        size: 64,
        values: (_chart, ticks) => ticks.map((tick) => tickDollarText(tick)),
        ...(axis === 'logarithmic' ? LOG_AXIS : {}),
      },
    ],
    series: [
      {},
      ...curves.map(({ name, kind }) => ({
        label: name,
        stroke: colour(colourOf[kind] ?? kind),
        width: 1.5,
        points: { show: false },
        ...(DASHES[kind] === undefined ? {} : { dash: [...DASHES[kind]] }),
      })),
    ],
    hooks: {
      drawClear: [
        (chart) =>
          shadeRegimes(
            chart,
            { ...data, lastDay: lastDay() },
            { bull: colour('bull'), bear: colour('bear') },
          ),
      ],
      setCursor: [(chart) => read(readout(chart, curves))],
    },
  };
}

/** From the lowest to the highest value and a little more: a few days do not fill a decade. */
const LOG_SCALE: uPlot.Scale = {
  distr: 3,
  log: 10,
  range: (_chart, low, high) => {
    if (!(low > 0)) return [1, 10];
    const margin = Math.max(1.005, (high / low) ** 0.04);
    return [low / margin, high * margin];
  },
};

/** Every tick has a line and a text. */
const LOG_AXIS = {
  splits: (_chart: uPlot, _axis: number, low: number, high: number) => [...logTicks(low, high)],
  filter: (_chart: uPlot, ticks: number[]) => ticks,
};

const DAY = 86_400;

/** Times (unix seconds) as dates (ISO), as long as a step between them needs. */
function dates(times: readonly number[], step: number): string[] {
  const iso = times.map((time) => new Date(1000 * time).toISOString());
  if (step < DAY) return iso.map((text) => text.slice(5, 16).replace('T', ' '));
  const length = step >= 360 * DAY ? 4 : step >= 28 * DAY ? 7 : 10;
  return iso.map((text) => text.slice(0, length));
}

function shadeRegimes(
  { ctx, bbox, valToPos }: uPlot,
  { regimes, lastDay }: PageData & { readonly lastDay: number },
  colours: Readonly<Record<'bull' | 'bear', string>>,
): void {
  for (const kind of ['bull', 'bear'] as const) {
    ctx.fillStyle = colours[kind];
    for (const [start, end] of regimes[kind]) {
      const left = Math.max(bbox.left, valToPos(start, 'x', true));
      const right = Math.min(bbox.left + bbox.width, valToPos(Math.min(end, lastDay), 'x', true));
      if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
    }
  }
}

/** The day under the pointer and what every account had then. */
function readout({ cursor, data }: uPlot, curves: readonly PageCurve[]): string {
  const { idx } = cursor;
  if (idx === null || idx === undefined) return '';
  const day = new Date(1000 * data[0][idx]!).toISOString().slice(0, 10);
  const values = curves.map(({ name }, i) => {
    const value = data[i + 1]?.[idx];
    return `${name} ${value === null || value === undefined ? '-' : dollarText(value)}`;
  });
  return `${day}: ${values.join('; ')}`;
}
