/** How the assets of a portfolio hang together, and how they share its capital. */

import { percentText, ratioText } from './figure-words.ts';
import { escapeHtml, scrollBox, tableHtml } from './html.ts';
import type { Figure, WeightRow } from './report.ts';

/** Correlations as a map; the colour is by their size, and the number stands in the cell. */
export function correlationFigure(
  names: readonly string[],
  matrix: readonly (readonly Figure[])[],
): string {
  const kind = (value: Figure): string => {
    if (value === null) return 'unknown';
    const depth = Math.max(1, Math.ceil(5 * Math.min(1, Math.abs(value))));
    return `${value < 0 ? 'down' : 'up'}${depth}`;
  };
  const titles = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const rows = matrix.map((row, i) => {
    const cells = row.map((value) => `<td class="${kind(value)}">${ratioText(value)}</td>`);
    return `<tr><th scope="row">${escapeHtml(names[i] ?? '')}</th>${cells.join('')}</tr>`;
  });
  const title = 'Correlation of the net returns';
  return (
    `<figure class="whole"><figcaption><h3>${title}</h3><p>Of the assets’ accounts, on the bars ` +
    'that all of them have. What moves together gives little protection.</p></figcaption>' +
    scrollBox(
      title,
      `<table class="months matrix"><thead><tr><th scope="col">asset</th>${titles}</tr></thead>` +
        `<tbody>${rows.join('\n')}</tbody></table>`,
    ) +
    '</figure>\n'
  );
}

/** The assets' shares of the capital, over the bars on which they have one. */
export function weightTable(weights: readonly WeightRow[]): string {
  if (weights.length === 0) return '';
  return (
    '<h3>Shares of the capital</h3>' +
    tableHtml({
      caption: 'shares of the capital, over the bars with a share',
      head: ['asset', 'mean', 'least', 'most', 'bars'],
      rows: weights.map(({ name, mean, min, max, bars }) => [
        name,
        percentText(mean),
        percentText(min),
        percentText(max),
        String(bars),
      ]),
    })
  );
}
