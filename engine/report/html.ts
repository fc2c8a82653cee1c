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
};

/** A table in a box that scrolls sideways, also by keyboard. A cell that is no number is text. */
export function tableHtml({ caption, head, rows }: Table): string {
  const titles = head.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map(cellHtml).join('')}</tr>`).join('\n');
  return scrollBox(
    caption,
    `<table><caption>${escapeHtml(caption)}</caption>\n` +
      `<thead><tr>${titles}</tr></thead>\n<tbody>${lines}</tbody></table>`,
  );
}

function cellHtml(text: string, column: number): string {
  if (column === 0) return `<th scope="row">${escapeHtml(text)}</th>`;
  const kind = /^[-+$]*[\d.,$]+( %)?$|^-$/.test(text) ? ' class="number"' : '';
  return `<td${kind}>${escapeHtml(text)}</td>`;
}

export type FigureParts = {
  readonly title: string;
  /** What the figure shows, in a sentence or two. */
  readonly description: string;
  /** The drawing; it is described by its table. */
  readonly svg: string;
  readonly legend?: string;
  readonly table: Table;
};

/** A figure with its description, and with its numbers in a table that opens. */
export function figureHtml({ title, description, svg, legend = '', table }: FigureParts): string {
  return (
    `<figure><figcaption><h3>${escapeHtml(title)}</h3>` +
    `<p>${escapeHtml(description)}</p>${legend}</figcaption>\n` +
    `${scrollBox(title, svg)}\n` +
    `<details><summary>Table: ${escapeHtml(table.caption)}</summary>${tableHtml(table)}</details>` +
    '</figure>\n'
  );
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

function scrollBox(label: string, content: string): string {
  const name = escapeHtml(label);
  return `<div class="scroll" role="group" aria-label="${name}" tabindex="0">${content}</div>`;
}
