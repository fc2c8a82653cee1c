/**
 * The page's only script: equity that zooms, and the slider "as known on". It computes nothing but
 * figures of the first bars of curves that the page holds. Without it the page shows drawings.
 */

import { percentText, ratioText } from '../figure-words.ts';
import { countUpTo, prefixFigures } from '../prefix-figures.ts';
import { cutPage } from './cut-page.ts';
import { pageData, type PageData } from './page-data.ts';
import { zoomChart, type ZoomChart } from './zoom-chart.ts';

const data = pageData();
if (data !== undefined) start(data);

function start(data: PageData): void {
  element('zoom').hidden = false;
  document.body.classList.add('zooming');
  const place = element('zoom-chart');
  const chart = zoomChart(place, data, (text) => {
    element('zoom-readout').textContent = text;
  });
  zoomByHand(chart, place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', chart.redraw);
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    chart.redraw();
  }).observe(place);
  knowByHand(data, chart);
}

/** Buttons, and keys while the chart has the focus. */
function zoomByHand(chart: ZoomChart, place: HTMLElement): void {
  const acts: Readonly<Record<string, () => void>> = {
    '+': () => chart.zoom(0.5),
    '-': () => chart.zoom(2),
    '0': chart.showAll,
    ArrowLeft: () => chart.pan(-0.1),
    ArrowRight: () => chart.pan(0.1),
  };
  place.addEventListener('keydown', (event) => {
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  element('zoom-in').addEventListener('click', acts['+']!);
  element('zoom-out').addEventListener('click', acts['-']!);
  element('zoom-all').addEventListener('click', acts['0']!);
  const axis = element('zoom-axis');
  axis.addEventListener('click', () => {
    const now = chart.toggleAxis();
    axis.textContent = now === 'linear' ? 'Logarithmic axis' : 'Linear axis';
    for (const words of axis.closest('figure')?.querySelectorAll('h3,figcaption>p') ?? []) {
      const [text] = words.childNodes;
      if (text instanceof Text) text.data = text.data.replace(/linear|logarithmic/, now);
    }
  });
}

/** The slider: at its right end the page is as it was made. */
function knowByHand(data: PageData, chart: ZoomChart): void {
  const slider = element('known-day') as HTMLInputElement;
  const last = data.days.length - 1;
  slider.max = String(last);
  slider.value = slider.max;
  element('known').hidden = false;
  element('known-table').hidden = false;
  const show = (): void => {
    const entry = Number(slider.value);
    const day = data.days[entry]!;
    const text = new Date(1000 * day).toISOString().slice(0, 10);
    element('known-date').textContent = text;
    slider.setAttribute('aria-valuetext', text);
    element('known-rows').replaceChildren(...data.curves.flatMap((curve) => rowOf(curve, day)));
    chart.cut(day);
    cutPage(data, day, entry === last);
  };
  const rowOf = (curve: PageData['curves'][number], day: number): Node[] => {
    if (curve === undefined) return [];
    const end = countUpTo(curve.time, day);
    const { sharpe, annualReturn, maxDrawdown, drawdown } = prefixFigures(curve.equity, end, data);
    return [
      row(curve.name, [
        ratioText(sharpe),
        percentText(annualReturn),
        percentText(maxDrawdown),
        percentText(drawdown),
        String(end),
      ]),
    ];
  };
  slider.addEventListener('input', show);
  element('known-all').addEventListener('click', () => {
    slider.value = slider.max;
    show();
  });
  show();
}

function row(name: string, cells: readonly string[]): HTMLTableRowElement {
  const line = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = name;
  line.append(head);
  for (const cell of cells) line.insertCell().textContent = cell;
  return line;
}

/** The element of the page with this name, which the page's maker put there. */
function element(name: string): HTMLElement {
  const found = document.getElementById(name);
  if (found === null) throw new Error(`the page has no element ${name}`);
  return found;
}
