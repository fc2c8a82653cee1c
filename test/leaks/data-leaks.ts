/** Leaks in columns that came with the bars, and in labels. */

import type { AuditCheckName } from '../../engine/audit/audit-check.ts';
import { defineTarget, UNKNOWN_CODE, type Target } from '../../index.ts';
import { madeUpBars } from './made-up-bars.ts';
import { deviationOf, meanOf, quantileOf, returns, shifted } from './planted.ts';
import { BARS, checksWith, type RunLeak } from './run-leak.ts';

const NEXT = shifted(returns(BARS), -1);

/** A column of the file that somebody computed with later rows. */
function column(name: string, check: AuditCheckName, why: string, values: Float64Array): RunLeak {
  const checks = () => checksWith({}, madeUpBars('1d', { [name]: values }));
  return { name: `column ${name}`, why, check, subject: name, checks };
}

const [centre, spread] = [meanOf(BARS.volume), deviationOf(BARS.volume)];
const ranked = Array.from(BARS.close.keys()).sort((a, b) => BARS.close[a]! - BARS.close[b]!);

const COLUMNS: readonly RunLeak[] = [
  column('next', 'target-copy', 'the target itself, exported with the bars', NEXT),
  column(
    'noisy_sign',
    'too-good',
    'the direction of the next bar, wrong in every fourth row',
    NEXT.map((r, i) => (i % 4 === 0 ? -Math.sign(r) : Math.sign(r))),
  ),
  column(
    'blurred',
    'too-good',
    'the next return with as much noise as signal',
    NEXT.map((r, i) => r + 0.02 * Math.sin(i * i)),
  ),
  column('next_size', 'target-copy', 'the size of the next return', NEXT.map(Math.abs)),
  column(
    'known_rises',
    'too-good',
    'a value exists only before rises: survivors of a later clean-up',
    NEXT.map((r, i) => (i === 0 || r > 0 ? i % 11 : Number.NaN)),
  ),
  column(
    'standardised',
    'scaling',
    'exported after StandardScaler',
    BARS.volume.map((v) => (v - centre) / spread),
  ),
  column(
    'standardised_text',
    'scaling',
    'the same as text of four decimals',
    BARS.volume.map((v) => Number(((v - centre) / spread).toFixed(4))),
  ),
  column(
    'next_volume',
    'target-copy',
    'volumes that were stamped a bar too early',
    shifted(BARS.volume, -1),
  ),
  column(
    'ranked',
    'scaling',
    'exported after rank(pct=True)',
    Float64Array.from(BARS.close, (_, i) => (ranked.indexOf(i) + 1) / ranked.length),
  ),
];

/** A target of the last bar's class by `value`. */
function target(name: string, horizonBars: number, value: (row: number) => number): Target {
  return defineTarget({
    name,
    horizonBars,
    codes: ({ close }) =>
      Int8Array.from(close, (_, row) =>
        row + horizonBars < close.length ? value(row) : UNKNOWN_CODE,
      ),
  });
}

function label(target: Target, check: AuditCheckName, why: string): RunLeak {
  const checks = () => checksWith({ target });
  return { name: `target ${target.name}`, why, check, subject: target.name, checks };
}

let drawn = 0;
const LABELS: readonly RunLeak[] = [
  label(
    defineTarget({
      name: 'five_bars',
      horizonBars: 1,
      codes: ({ close }) =>
        Int8Array.from(close, (price, i) =>
          i + 5 < close.length ? Math.sign(close[i + 5]! - price) : UNKNOWN_CODE,
        ),
    }),
    'label-horizon',
    'a return of five bars with a horizon of one: the purge is too short',
  ),
  label(
    defineTarget({
      name: 'median_split',
      horizonBars: 1,
      codes: ({ close }) => {
        const ahead = close.map((price, i) => Math.log((close[i + 1] ?? Number.NaN) / price));
        const middle = quantileOf(ahead, 0.5);
        return Int8Array.from(ahead, (r) => (Number.isNaN(r) ? UNKNOWN_CODE : r > middle ? 1 : -1));
      },
    }),
    'label-horizon',
    'classes by the median of all returns of the file',
  ),
  label(
    defineTarget({
      name: 'first_touch',
      horizonBars: 5,
      codes: ({ close }) =>
        Int8Array.from(close, (price, i) => {
          const hit = close.slice(i + 1).find((later) => Math.abs(later / price - 1) > 0.05);
          return hit === undefined ? UNKNOWN_CODE : Math.sign(hit - price);
        }),
    }),
    'label-horizon',
    'a barrier that may be touched long after the horizon',
  ),
  label(
    defineTarget({
      name: 'best_day_ahead',
      horizonBars: 1,
      codes: ({ close }) =>
        Int8Array.from(close, (price, i) =>
          i + 1 < close.length ? Math.sign(Math.max(...close.slice(i + 1)) - price) : UNKNOWN_CODE,
        ),
    }),
    'label-horizon',
    'whether the price is ever higher again',
  ),
  label(
    target('random_label', 1, () => Math.sign(Math.sin(++drawn * 1.7))),
    'repeatable',
    'labels drawn anew at every call',
  ),
];

/** Leaks in what is handed to a run. */
export const DATA_LEAKS: readonly RunLeak[] = [...COLUMNS, ...LABELS];
