/**
 * The page as it was known on a past day: drawings end there, months after it are empty, and what
 * needs the whole test is hidden by the style sheet.
 */

import { LEFT, RIGHT } from '../drawing.ts';
import { countUpTo } from '../prefix-figures.ts';
import type { PageData } from './page-data.ts';

/** Cuts the page after `day` (unix seconds); `whole` shows it as it was made. */
export function cutPage(data: PageData, day: number, whole: boolean): void {
  document.body.classList.toggle('past', !whole);
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-curve]')) {
    const time = data.curves[Number(figure.dataset['curve'])]?.time ?? [];
    const skip = Number(figure.dataset['skip']);
    const shown = countUpTo(time, day) - skip - 1;
    cover(figure, shown / Math.max(1, time.length - skip - 1), whole);
  }
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-dates]')) {
    const [first, last] = figure.dataset['dates']!.split(' ').map(Number);
    cover(figure, (day - first!) / (last! - first! || 1), whole);
  }
  const month = new Date(1000 * day).toISOString().slice(0, 7);
  for (const row of document.querySelectorAll<HTMLTableRowElement>('[data-months] tbody tr')) {
    cutYear(row, month, whole);
  }
}

/** Covers a drawing from `share` of its width on. */
function cover(figure: HTMLElement, share: number, whole: boolean): void {
  const veil = figure.querySelector('.veil');
  if (veil === null) return;
  const known = LEFT + (RIGHT - LEFT) * Math.min(1, Math.max(0, share));
  veil.setAttribute('x', String(known));
  veil.setAttribute('width', String(whole ? 0 : RIGHT + 2 - known));
}

/** A month is known when it has ended, a year when its last month has. */
function cutYear(row: HTMLTableRowElement, month: string, whole: boolean): void {
  const year = row.cells[0]!.textContent;
  for (let i = 1; i < row.cells.length; i++) {
    const own = `${year}-${String(Math.min(12, i)).padStart(2, '0')}`;
    row.cells[i]!.classList.toggle('unknown-yet', !whole && own >= month);
  }
}
