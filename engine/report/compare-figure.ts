/** The equity of several accounts in one drawing. */

import { utcDate } from '../core/bar-time.ts';
import { drawing, horizontalAxis, LEFT, RIGHT, sharedLine, verticalAxis } from './drawing.ts';
import { EQUITY_BOTTOM, equityScale, TOP, type EquityPlan } from './equity-figures.ts';
import { dollarText } from './figure-words.ts';
import { figureHtml, legendHtml } from './html.ts';
import type { Curve } from './report.ts';
import { dateScale, timeScale, type Scale } from './scale.ts';

/** Colours and dashes of the style sheet: `s2` is that of buy and hold. */
const KINDS = ['s1', 's3', 's4', 's5', 's6', 's7'] as const;
export const HELD_KIND = 's2';

/** What accounts are compared with, if it has no name of its own. */
export const HELD_NAME = 'buy and hold';

/** The kind of the account with this index; more accounts begin again with the first. */
export function curveKind(index: number): string {
  return KINDS[index % KINDS.length]!;
}

type NamedCurve = { readonly name: string; readonly kind: string; readonly curve: Curve };

/** The equity of `curves` in dollars on one logarithmic axis, each by its own days. */
export function compareFigure(
  curves: readonly NamedCurve[],
  { capital, range, repeats }: Pick<EquityPlan, 'capital' | 'range' | 'repeats'>,
  zoom = '',
): string {
  const first = Math.min(...curves.map(({ curve }) => curve.time[0]!));
  const last = Math.max(...curves.map(({ curve }) => curve.time.at(-1)!));
  const dates = dateScale(utcDate(first), utcDate(last), { from: LEFT, to: RIGHT });
  const y = equityScale(range, 'logarithmic');
  // Curves of the same bars share their paths with the accounts' own drawings.
  const [time, ...others] = curves.map(({ curve }) => curve.time);
  const even = others.every((own) => own.join() === time!.join());
  const entries = timeScale(time!, LEFT, RIGHT);
  const lines = curves.map(({ kind, curve }) => {
    const byDate: Scale = { ticks: [], place: (entry) => dates.place(1000 * curve.time[entry]!) };
    const values = curve.equity.map((equity) => capital * equity);
    return sharedLine(values, { x: even ? entries : byDate, y, kind }, repeats);
  });
  const title = 'Equity of all accounts';
  return figureHtml({
    title,
    description:
      `Value of accounts that began with ${dollarText(capital)}, after costs; ` +
      'logarithmic axis.',
    legend: legendHtml(curves.map(({ kind, name }) => ({ kind: `${kind} stroke`, text: name }))),
    svg: drawing(
      title,
      EQUITY_BOTTOM + 42,
      verticalAxis(y, 'US dollars', TOP) +
        lines.join('') +
        horizontalAxis(even ? entries : dates, EQUITY_BOTTOM, 'date'),
    ),
    zoom,
    span: { dates: [first, last] },
    table: {
      caption: 'equity of all accounts at their last bars',
      head: ['account', 'first day', 'last day', 'equity'],
      rows: curves.map(({ name, curve }) => [
        name,
        utcDate(curve.time[0]!),
        utcDate(curve.time.at(-1)!),
        dollarText(capital * curve.equity.at(-1)!),
      ]),
    },
  });
}
