/** Evidence of skill over time. */

import { utcDate } from '../core/bar-time.ts';
import { curveKind } from './compare-figure.ts';
import { coordinate, drawing, horizontalAxis, LEFT, line, RIGHT, verticalAxis } from './drawing.ts';
import { ratioText } from './figure-words.ts';
import { figureHtml, legendHtml } from './html.ts';
import type { Figure } from './report.ts';
import { dateScale, logScale, type Scale } from './scale.ts';

const TOP = 28;

/** An e-value of this size rejects "no skill" at a level of 5 %. */
const PROOF = 20;

/** Evidence against "no skill" over time, on a logarithmic axis. */
export function evidenceFigure(
  time: readonly number[],
  curves: readonly { readonly name: string; readonly values: readonly Figure[] }[],
): string {
  const known = curves.flatMap(({ values }) => values.filter((value) => value !== null));
  if (known.length === 0) return '';
  const dates = dateScale(utcDate(time[0]!), utcDate(time.at(-1)!), { from: LEFT, to: RIGHT });
  const low = Math.max(1e-3, Math.min(0.5, ...known));
  const high = Math.max(2 * PROOF, ...known);
  const y = logScale({ low, high, from: 230, to: TOP, text: (value) => String(value) });
  const x: Scale = { ticks: [], place: (entry) => dates.place(1000 * time[entry]!) };
  const lines = curves.map(({ values }, i) =>
    line(
      values.map((value) => value ?? low),
      x,
      y,
      curveKind(i),
    ),
  );
  const proof = coordinate(y.place(PROOF));
  const title = 'Evidence against no skill';
  return figureHtml({
    title,
    description:
      `An e-value of ${PROOF} or more proves a mean return above 0 at a level of 5 %, on ` +
      'whatever day one looks. It begins with 1, and falls where the account loses.',
    legend: legendHtml(
      curves.map(({ name }, i) => ({ kind: `${curveKind(i)} stroke`, text: name })),
    ),
    svg: drawing(
      title,
      272,
      verticalAxis(y, 'e-value', TOP) +
        lines.join('') +
        `<path class="diagonal" d="M${LEFT} ${proof}H${RIGHT}"/>` +
        horizontalAxis(dates, 230, 'date'),
    ),
    table: {
      caption: 'e-values',
      head: ['day', ...curves.map(({ name }) => name)],
      rows: time.map((second, i) => [
        utcDate(second),
        ...curves.map(({ values }) => ratioText(values[i] ?? null, 3)),
      ]),
    },
  });
}
