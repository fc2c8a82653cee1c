/** The folds of a walk-forward test over time, and the purge between training and test by rows. */

import type { FoldLine } from '../learn/folds.ts';
import { coordinate, drawing, horizontalAxis, LEFT, RIGHT } from './drawing.ts';
import { figureHtml, legendHtml } from './html.ts';

import { dateScale } from './scale.ts';

const TOP = 10;
const ROW = 18;

/** Folds that are drawn and listed, evenly chosen; the first and the last are among them. */
const SHOWN = 12;

/** Rows that are drawn of the training before the purge, and of the purge and the test at most. */
const BEFORE = 12;
const MOST = 40;
const SQUARE = 9;

/** Which rows each fold trains on, leaves out and tests. */
export function foldFigure(folds: readonly FoldLine[]): string {
  const last = folds.at(-1);
  if (last === undefined) return '';
  const shown = evenly(folds, SHOWN);
  const x = dateScale(folds[0]!.trainFrom, last.testTo, { from: LEFT, to: RIGHT });
  const bars = shown.map(({ fold, trainFrom, trainTo, testFrom, testTo }, i) => {
    const y = TOP + ROW * i;
    const [start, end, from, to] = [trainFrom, trainTo, testFrom, testTo].map(x.placeOf);
    const testWidth = Math.max(1.5, to! - from!);
    return (
      `<text class="tick end" x="${LEFT - 8}" y="${y + 12}">fold ${fold}</text>` +
      `<path class="promised" d="M${coordinate(start!)} ${y + 3}H${coordinate(end!)}v10H` +
      `${coordinate(start!)}Z"/>` +
      `<path class="made" d="M${coordinate(from!)} ${y}h${coordinate(testWidth)}v16h` +
      `${coordinate(-testWidth)}Z"/>`
    );
  });
  const bottom = TOP + ROW * shown.length + 4;
  const title = 'Folds over time';
  return figureHtml({
    title,
    description:
      `${folds.length} folds; each trains on all rows before its test, except those whose labels ` +
      `are not known yet (${last.leftOut} rows). The squares below are the rows around the last ` +
      'test: one square a row.',
    legend: legendHtml([
      { kind: 'promised', text: 'training' },
      { kind: 'left-out', text: 'left out (purge and embargo)' },
      { kind: 'made', text: 'test' },
    ]),
    svg: drawing(
      title,
      bottom + 92,
      bars.join('') + horizontalAxis(x, bottom, 'date') + squares(last, bottom + 56),
    ),
    table: {
      caption: 'folds (backtest --folds prints all)',
      head: [
        'fold',
        'training rows',
        'trained to',
        'left out',
        'tested from',
        'tested to',
        'test rows',
      ],
      rows: shown.map(({ fold, trainRows, trainTo, leftOut, testFrom, testTo, testRows }) => [
        String(fold),
        String(trainRows),
        trainTo.slice(0, 10),
        String(leftOut),
        testFrom.slice(0, 10),
        testTo.slice(0, 10),
        String(testRows),
      ]),
    },
  });
}

/** The last training rows, the rows left out and the test rows of a fold, one square each. */
function squares({ leftOut, testRows }: FoldLine, top: number): string {
  const kinds = [
    { kind: 'promised', count: BEFORE },
    { kind: 'left-out', count: Math.min(MOST, leftOut) },
    { kind: 'made', count: Math.min(MOST, testRows) },
  ];
  let at = LEFT;
  const paths = kinds.map(({ kind, count }) => {
    const start = at;
    at += SQUARE * count;
    const each = Array.from(
      { length: count },
      (_, i) => `M${start + SQUARE * i} ${top}h7v14h-7Z`,
    ).join('');
    return each === '' ? '' : `<path class="${kind}" d="${each}"/>`;
  });
  return `<text class="tick end" x="${LEFT - 8}" y="${top + 12}">rows</text>${paths.join('')}`;
}

/** `count` of the entries at even distances, the first and the last among them. */
function evenly<Entry>(entries: readonly Entry[], count: number): readonly Entry[] {
  if (entries.length <= count) return entries;
  return Array.from(
    { length: count },
    (_, i) => entries[Math.round((i * (entries.length - 1)) / (count - 1))]!,
  );
}
