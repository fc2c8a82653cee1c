/**
 * All checks of one column: of a feature or rule that is computed from bars, of the target, and of
 * a column that came with the bars. Must not know: features by name, folds.
 */

import { BAR_FIELDS, type Bars } from '../core/bars.ts';
import { checkOf, type AuditCheck, type AuditCheckName } from './audit-check.ts';
import {
  attempt,
  firstDifference,
  formingFault,
  formingTried,
  repeatFault,
  scalingFault,
  shuffleFault,
  shuffleTried,
  truncationFault,
  truncationTried,
  type CausalCase,
  type CausalColumn,
} from './causal-column.ts';
import {
  hiddenDigitsFault,
  targetCopyFault,
  tooGoodFault,
  tooGoodTried,
  type Future,
} from './foreknowledge.ts';
import { laterBarFault } from './later-bar.ts';
import { laterVolatilityFault } from './later-volatility.ts';
import type { VolatilityHistory } from './past-volatility.ts';
import { rareBarsFault, type LaterReturns } from './rare-bars.ts';
import { wholeFileFault } from './whole-file-fit.ts';

/** What every column of an audit is cut and compared with. */
export type ColumnAudit = {
  readonly bars: Bars;
  readonly cuts: Uint32Array;
  readonly seed: number;
};

/** A column's checks, and its values if it can be computed. */
export type AuditedColumn = {
  readonly checks: readonly AuditCheck[];
  /** Float64Array (bars), NaN where undefined; undefined if the column cannot be computed. */
  readonly values: Float64Array | undefined;
};

/** The checks of a feature or of a rule: neither may look ahead further than it says. */
export function causalChecks(column: CausalColumn, audit: ColumnAudit): AuditedColumn {
  const opened = openCase(column, audit);
  if ('checks' in opened) return opened;
  const { subject } = column;
  const checks = [
    truncationCheck('truncation', opened),
    checkOf('future-shuffle', subject, {
      fault: shuffleFault(opened),
      tried: shuffleTried(opened),
    }),
    checkOf('forming-bar', subject, { fault: formingFault(opened), tried: formingTried(opened) }),
    checkOf('scaling', subject, {
      fault: scalingFault(opened),
      tried: 'another last tenth of the file leaves its first half as it is',
    }),
    repeatCheck(opened),
  ];
  return { checks, values: opened.whole };
}

/** The checks of a target's codes, whose `aheadBars` is the horizon. */
export function labelChecks(column: CausalColumn, audit: ColumnAudit): AuditedColumn {
  const opened = openCase(column, audit);
  if ('checks' in opened) return opened;
  const checks = [labelCheck('label-horizon', opened), repeatCheck(opened)];
  return { checks, values: opened.whole };
}

/** One check of a column that is not a feature: whether it is the same without a later future. */
export function futureCheck(
  name: AuditCheckName,
  column: CausalColumn,
  audit: ColumnAudit,
): readonly AuditCheck[] {
  const opened = openCase(column, audit);
  return 'checks' in opened ? opened.checks : [labelCheck(name, opened)];
}

/** Whether `values` know the future of the bars. */
export function foreknowledgeChecks(
  subject: string,
  values: ArrayLike<number>,
  future: Future,
): readonly AuditCheck[] {
  return [
    tooGoodCheck(subject, values, future),
    checkOf('target-copy', subject, {
      fault: targetCopyFault(values, future),
      tried: 'it neither orders the bars as the target does nor determines its class',
    }),
  ];
}

function tooGoodCheck(subject: string, values: ArrayLike<number>, future: Future): AuditCheck {
  return checkOf('too-good', subject, {
    fault: tooGoodFault(values, future),
    tried: tooGoodTried(values, future),
  });
}

/**
 * The checks of a column that came with the bars. Nobody can compute it again without later bars,
 * so only its values can be looked at.
 */
export function givenColumnChecks(
  subject: string,
  values: Float64Array,
  given: {
    readonly future: Future;
    readonly bars: Bars;
    readonly volatility: VolatilityHistory;
    readonly later: LaterReturns;
  },
): readonly AuditCheck[] {
  const { future, bars, volatility, later } = given;
  const { columns } = future;
  return [
    checkOf('too-good', subject, {
      fault:
        tooGoodFault(values, future) ??
        laterVolatilityFault(values, volatility, columns) ??
        hiddenDigitsFault(values, future) ??
        rareBarsFault(values, { bars, later, columns }),
      tried:
        `${tooGoodTried(values, future)}; neither later volatility, nor digits of its values, ` +
        'nor its extremes show the future',
    }),
    checkOf('target-copy', subject, {
      fault: targetCopyFault(values, future) ?? laterBarFault(values, bars),
      tried: 'it orders the bars neither as the target does nor as something of a later bar',
    }),
    checkOf('scaling', subject, {
      fault: wholeFileFault(values),
      tried: 'neither its moments, its range nor its ranks were fitted to the whole file',
    }),
  ];
}

/** The column on all bars, or the one check that says why nothing else can be checked. */
function openCase(
  column: CausalColumn,
  { bars, cuts, seed }: ColumnAudit,
): (CausalCase & { readonly whole: Float64Array }) | AuditedColumn {
  const { subject } = column;
  // A copy: code that writes to its bars must not spoil those of the other columns.
  const own = copied(bars);
  const whole = attempt(column, own);
  if (typeof whole === 'string') {
    const fault = `on all bars ${whole}`;
    return {
      checks: [checkOf('repeatable', subject, { fault, tried: '' })],
      values: undefined,
    };
  }
  const changed = changedField(bars, own);
  if (changed !== undefined) {
    const fault = `it changes the bars' own column ${changed}, so nothing else can be checked`;
    return { checks: [checkOf('repeatable', subject, { fault, tried: '' })], values: undefined };
  }
  return { column, bars: own, whole, cuts, seed };
}

function truncationCheck(name: AuditCheckName, one: CausalCase): AuditCheck {
  const fault = truncationFault(one);
  return checkOf(name, one.column.subject, { fault, tried: truncationTried(one) });
}

function labelCheck(name: AuditCheckName, one: CausalCase): AuditCheck {
  const fault = truncationFault(one) ?? shuffleFault(one);
  const tried = `${truncationTried(one)}; ${shuffleTried(one)}`;
  return checkOf(name, one.column.subject, { fault, tried });
}

function repeatCheck(one: CausalCase): AuditCheck {
  const tried = 'the same bars again gave the same values, other bars gave others';
  return checkOf('repeatable', one.column.subject, { fault: repeatFault(one), tried });
}

function copied(bars: Bars): Bars {
  const { time, open, high, low, close, volume, extra } = bars;
  return {
    time: time.slice(),
    open: open.slice(),
    high: high.slice(),
    low: low.slice(),
    close: close.slice(),
    volume: volume.slice(),
    ...(extra === undefined
      ? {}
      : {
          extra: Object.fromEntries(
            Object.entries(extra).map(([name, column]) => [name, column.slice()]),
          ),
        }),
  };
}

/** The name of a column in which the bars differ; undefined if they are the same. */
function changedField(bars: Bars, others: Bars): string | undefined {
  const differ = (column: Float64Array, other: Float64Array): boolean =>
    firstDifference(column, other, column.length) >= 0;
  const field = BAR_FIELDS.find((name) => differ(bars[name], others[name]));
  if (field !== undefined) return field;
  return Object.keys(bars.extra ?? {}).find((name) =>
    differ(bars.extra![name]!, others.extra![name]!),
  );
}
