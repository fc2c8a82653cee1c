/**
 * What a reader must know before any figure of a backtest or a selection: an account that was
 * lost, bars without a decision, a sample that proves nothing. A line each, with its colour.
 */

import pc from 'picocolors';
import type { UndecidedBar } from '../../engine/backtest/undecided-bars.ts';
import { formatBarTime } from '../../engine/core/bar-time.ts';
import { shortSampleNote } from '../../engine/trade/short-sample.ts';
import type { Payoff } from '../../engine/trade/trade-terms.ts';
import { signedPercent } from '../framework/figure-text.ts';
import { counted } from '../../engine/core/counted.ts';

/** So many bars without a decision are dated; more are counted. */
const DATED = 3;

/** An account's name, and when it was lost; the time is undefined where it is not known. */
export type Ruin = { readonly name: string; readonly time?: number | undefined };

/** `RUIN: forward_4 lost all of its money on 2021-05-19 and traded no more`, a line each. */
export function ruinLines(ruins: readonly Ruin[]): readonly string[] {
  return ruins.map(({ name, time }) => {
    const when = time === undefined ? '' : ` on ${formatBarTime(time)}`;
    return pc.bold(pc.red(`RUIN: ${name} lost all of its money${when} and traded no more.`));
  });
}

/**
 * `1 tested bar had no decision: 2018-01-12, +6.6 %, the position was kept`; of more bars the three
 * with the largest moves. Nothing if there is none.
 */
export function undecidedLines(bars: readonly UndecidedBar[], payoff: Payoff): readonly string[] {
  if (bars.length === 0) return [];
  const worst = [...bars].sort((a, b) => Math.abs(b.move) - Math.abs(a.move)).slice(0, DATED);
  const dated = worst.map(({ time, move }) => `${formatBarTime(time)}, ${signedPercent(move)}`);
  const more = bars.length - worst.length;
  const list = [...dated, ...(more === 0 ? [] : [`${more} more with smaller moves`])].join('; ');
  const had = `${counted(bars.length, 'tested bar')} had no decision: ${list}`;
  const kept = payoff === 'log' ? 'these moves are in no figure' : 'the position was kept';
  return [pc.yellow(`${had}${bars.length === 1 ? ',' : ';'} ${kept}`)];
}

/**
 * The note on a sample that is too short, if it is: one for all accounts, by the largest of their
 * standard errors.
 */
export function shortSampleLines(bars: number, sharpeErrors: readonly number[]): readonly string[] {
  const known = sharpeErrors.filter((error) => !Number.isNaN(error));
  const note = shortSampleNote(bars, known.length === 0 ? Number.NaN : Math.max(...known));
  return note === undefined ? [] : [pc.yellow(note)];
}
