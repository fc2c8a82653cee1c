/** HTML as text: escaping, tables, and figures that carry their own table. */

/** `text` for an element's content or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export type Table = {
  readonly caption: string;
  /** The titles of the columns; the first column names the row. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader has to know of the rows, such as which are left out. */
  readonly note?: string | undefined;
};

/**
 * A table in a box that scrolls sideways, also by keyboard. A cell that is no number is text. The
 * end tags of cells are left out, as HTML allows: tables are a large part of a page.
 */
export function tableHtml({ caption, head, rows, note }: Table): string {
  const titles = head.map((title, i) => {
    const numbers = i > 0 && rows.length > 0 && rows.every((row) => isNumber(row[i] ?? ''));
    return `<th scope=col${numbers ? ' class=n' : ''}>${escapeHtml(title)}`;
  });
  const lines = rows.map((row) => `<tr>${row.map(cellHtml).join('')}</tr>`).join('\n');
  const words = note === undefined ? '' : `<p class="quiet">${escapeHtml(note)}</p>`;
  const box = scrollBox(
    caption,
    `<table><caption>${escapeHtml(caption)}</caption>\n` +
      `<thead><tr>${titles.join('')}</tr></thead>\n<tbody>${lines}</tbody></table>`,
  );
  return words + box;
}

/** A table that opens; nothing without rows. */
export function detailsTable(table: Table, open = false): string {
  if (table.rows.length === 0) return '';
  return (
    `<details${open ? ' open' : ''}><summary>Table: ${escapeHtml(table.caption)}</summary>` +
    `${tableHtml(table)}</details>`
  );
}

function cellHtml(text: string, column: number): string {
  if (column === 0) return `<th scope=row>${escapeHtml(text)}`;
  // Most cells are numbers, so the other ones carry the mark.
  return `<td${isNumber(text) ? '' : ' class=t'}>${escapeHtml(text)}`;
}

/** True for what stands in columns below each other: numbers, dates, nothing. */
function isNumber(text: string): boolean {
  return /^[-+$]*[\d.,]+( %)?$|^\d{4}-\d\d-\d\d$|^-?$/.test(text);
}

export type FigureParts = {
  readonly title: string;
  /** What the figure shows, in a sentence or two. */
  readonly description: string;
  /** What the drawing alone shows: it is hidden with the drawing. */
  readonly drawn?: string;
  /** The drawing; it is described by its table. */
  readonly svg: string;
  readonly legend?: string;
  readonly table: Table;
  /** True if the table is part of what one looks at: it is open from the start. */
  readonly open?: boolean;
  /** Elements that stand in for the drawing while the page's script runs. */
  readonly zoom?: string;
  /** Left out if the drawing shows the whole test and cannot be cut at a past day. */
  readonly span?: CurveSpan | undefined;
};

/**
 * What a drawing's axis of time spans: the entries [skip, all of them) of a curve at even
 * distances, or the days from the first to the last date (unix seconds).
 */
type CurveSpan =
  | {
      /** Index of the account among those of the page. */
      readonly curve: number;
      readonly skip: number;
    }
  | { readonly dates: readonly [first: number, last: number] };

/** A figure with its description, and with its numbers in a table that opens. */
export function figureHtml(parts: FigureParts): string {
  const { title, description, drawn = '', svg, legend = '', table, open = false } = parts;
  const { zoom = '', span } = parts;
  const more = drawn === '' ? '' : `<span class="drawn"> ${escapeHtml(drawn)}</span>`;
  return (
    `<figure${zoom === '' ? '' : ZOOMABLE}${spanHtml(span)}><figcaption>` +
    `<h3>${escapeHtml(title)}</h3>` +
    `<p>${escapeHtml(description)}${more}</p>${legend}</figcaption>\n` +
    zoom +
    `${scrollBox(title, span === undefined ? svg : veiled(svg))}\n` +
    detailsTable(table, open) +
    '</figure>\n'
  );
}

const ZOOMABLE = ' class="zoomable"';

/** What an axis of time takes below its plot. */
const AXIS_HEIGHT = 42;

/** A drawing with a cover for what comes after a past day; it has no width until it is used. */
function veiled(svg: string): string {
  const height = Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)?.[1]);
  const cover = `<rect class="veil" y="24" width="0" height="${height - AXIS_HEIGHT - 24}"/>`;
  return svg.replace('</svg>', `${cover}</svg>`);
}

/** What the page's script needs to cut a drawing at a past day; `whole` is hidden then. */
function spanHtml(span: CurveSpan | undefined): string {
  if (span === undefined) return ' class="whole"';
  if ('dates' in span) return ` data-dates="${span.dates.join(' ')}"`;
  return ` data-curve="${span.curve}" data-skip="${span.skip}"`;
}

/** A row of coloured marks with their names; `kind` is a class of the style sheet. */
export function legendHtml(
  marks: readonly { readonly kind: string; readonly text: string }[],
): string {
  const items = marks.map(
    ({ kind, text }) => `<li><i class="mark ${kind}"></i>${escapeHtml(text)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** Content in a box that scrolls sideways, also by keyboard. */
export function scrollBox(label: string, content: string): string {
  const name = escapeHtml(label);
  return `<div class="scroll" role="group" aria-label="${name}" tabindex="0">${content}</div>`;
}
