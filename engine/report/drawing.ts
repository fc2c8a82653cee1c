/**
 * Parts of charts as SVG text. Colours are classes of the style sheet, so that one drawing serves
 * light, dark and paper. Places are written with one decimal: the same bytes in every run.
 */

import { escapeHtml } from './html.ts';
import type { Scale } from './scale.ts';

/** The drawing's size, and the plot inside of the axes. */
const WIDTH = 760;
export const LEFT = 80;
export const RIGHT = 750;

/** Entries within this distance are drawn as one stroke, which nobody can tell from their line. */
const COLUMN = 2;
/** Values that differ by less than this place are drawn as one. */
const SHORT = 1;

/** A drawing that names and describes itself. */
export function drawing(title: string, height: number, content: string): string {
  const name = escapeHtml(title);
  return (
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${name}">` +
    `<title>${name}</title>${content}</svg>`
  );
}

/** Content of a drawing; if the page has it already, a reference to it. */
export type Repeats = (content: string) => string;

/** `Repeats` for one page: what two drawings share is in its text once. */
export function pageRepeats(): Repeats {
  const names = new Map<string, string>();
  return (content) => {
    if (content.length < 100) return content;
    const known = names.get(content);
    if (known !== undefined) return `<use href="#${known}"/>`;
    const name = `part-${names.size + 1}`;
    names.set(content, name);
    return `<g id="${name}">${content}</g>`;
  };
}

/** A place with one decimal at most. */
export function coordinate(value: number): string {
  return String(Math.round(10 * value) / 10);
}

/**
 * A path through values. Where several entries share a place of x, only the lowest and the highest
 * of them are kept, at even places: the drawing is the same at its size, and its bytes do not grow
 * with the bars.
 */
export function linePath(values: readonly number[], x: Scale, y: Scale): string {
  const kept: (readonly [x: number, y: number])[] = [];
  const keep = (place: number, entry: number): void => {
    kept.push([place, y.place(values[entry]!)]);
  };
  let start = 0;
  while (start < values.length) {
    const column = Math.floor(x.place(start) / COLUMN);
    let low = start;
    let high = start;
    let end = start;
    while (end < values.length && Math.floor(x.place(end) / COLUMN) === column) {
      if (values[end]! < values[low]!) low = end;
      if (values[end]! > values[high]!) high = end;
      end++;
    }
    const alone = end === start + 1;
    if (alone || start === 0) keep(x.place(start), start);
    if (!alone) {
      // Many short strokes would make steps of a smooth line.
      const short = Math.abs(y.place(values[low]!) - y.place(values[high]!)) < SHORT;
      const ends = short ? [low] : [Math.min(low, high), Math.max(low, high)];
      // Places at even distances are short to write.
      ends.forEach((entry, i) => keep(COLUMN * (column + (i + 0.5) / ends.length), entry));
      if (end === values.length) keep(x.place(end - 1), end - 1);
    }
    start = end;
  }
  return steps(kept);
}

/** A path through `points` in steps of whole tenths, which add up without a rounding error. */
function steps(points: readonly (readonly [x: number, y: number])[]): string {
  let last = [0, 0];
  return points
    .map(([x, y], i) => {
      const [across, down] = [Math.round(10 * x), Math.round(10 * y)];
      const step = [tenths(across - last[0]!), tenths(down - last[1]!)] as const;
      last = [across, down];
      if (i > 0 && step[0] === '0') return step[1] === '0' ? '' : `v${step[1]}`;
      if (i > 0 && step[1] === '0') return `h${step[0]}`;
      // A number ends where a sign or a second point begins.
      const text = step.join(' ').replace(/ (?=-)|(?<=\.\d) (?=\.)/, '');
      return `${i === 0 ? 'M' : 'l'}${text}`;
    })
    .join('');
}

/** A number of tenths as a coordinate: `.3`, `-1.2`. */
export function tenths(count: number): string {
  return String(count / 10).replace(/^(-?)0\./, '$1.');
}

/** A line of values; `kind` is a class of the style sheet. */
export function line(values: readonly number[], x: Scale, y: Scale, kind: string): string {
  return `<path class="line ${kind}" d="${linePath(values, x, y)}"/>`;
}

/** `line`, whose path two drawings of a page can share although their colours differ. */
export function sharedLine(
  values: readonly number[],
  { x, y, kind }: { readonly x: Scale; readonly y: Scale; readonly kind: string },
  repeats: Repeats,
): string {
  return `<g class="line ${kind}">${repeats(`<path d="${linePath(values, x, y)}"/>`)}</g>`;
}

/** A line of values, with the area between it and the place `base`. */
export function area(
  values: readonly number[],
  { x, y, base, kind }: { readonly x: Scale; readonly y: Scale; base: number; kind: string },
): string {
  const [first, last] = [x.place(0), x.place(values.length - 1)].map(coordinate);
  const path = linePath(values, x, y);
  return `<path class="area ${kind}" d="${path}L${last} ${base}H${first}Z"/>`;
}

/** Lines at the ticks of `y` with their texts, `base` the darkest, and the axis' title above. */
export function verticalAxis(
  y: Scale,
  title: string,
  top: number,
  { end = RIGHT, base = 0 }: { readonly end?: number; readonly base?: number } = {},
): string {
  const zero = y.place(base);
  const lines = y.ticks.map(({ at, text }) => {
    const place = coordinate(at);
    return (
      `<path class="${at === zero ? 'base' : 'grid'}" d="M${LEFT} ${place}H${end}"/>` +
      `<text class="tick end" x="${LEFT - 6}" y="${coordinate(at + 4)}">${escapeHtml(text)}</text>`
    );
  });
  return `${lines.join('')}<text class="axis" x="4" y="${top - 12}">${escapeHtml(title)}</text>`;
}

/** Marks and texts below the plot at the ticks of `x`. */
export function horizontalAxis(x: Scale, bottom: number, title: string, end = RIGHT): string {
  const marks = x.ticks.map(({ at, text }) => {
    const place = coordinate(at);
    return (
      `<path class="grid" d="M${place} ${bottom}v5"/>` +
      `<text class="tick middle" x="${place}" y="${bottom + 18}">${escapeHtml(text)}</text>`
    );
  });
  return (
    `<path class="base" d="M${LEFT} ${bottom}H${end}"/>${marks.join('')}` +
    `<text class="axis end" x="${end}" y="${bottom + 34}">${escapeHtml(title)}</text>`
  );
}

/** A filled rectangle with a text that appears under the pointer. */
export function box(
  place: { x: number; y: number; width: number; height: number },
  kind: string,
  hint = '',
): string {
  const { x, y, width, height } = place;
  const title = hint === '' ? '' : `<title>${escapeHtml(hint)}</title>`;
  return (
    `<rect class="${kind}" x="${coordinate(x)}" y="${coordinate(y)}" ` +
    `width="${coordinate(width)}" height="${coordinate(height)}"` +
    (title === '' ? '/>' : `>${title}</rect>`)
  );
}
