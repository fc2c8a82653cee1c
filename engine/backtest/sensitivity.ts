/**
 * What a set's result hangs on: the same set with one setting changed at a time, without its
 * extreme days, and by regime and year with intervals.
 * Must not know: pools, the ledger, the terminal.
 */

import { assert } from '../core/errors.ts';
import { outOfSample, testRows } from '../learn/out-of-sample.ts';
import { breakEvens, type BreakEvens } from './break-even.ts';
import { withoutExtremeDays, type LeftOutDays } from './left-out-days.ts';
import { regimeIntervals, yearIntervals, type PartInterval } from './period-intervals.ts';
import { arenaOf, type Arena, type SetFigures } from './set-figures.ts';
import {
  tradeCurves,
  tradedOn,
  type Curve,
  type CurvePoint,
  type TradeCurves,
} from './trade-curves.ts';
import { termsOn } from './trade-plan.ts';
import { NO_WINDOW, WALK_AXES, type WalkVariant } from './walk-variants.ts';

/** What a set's result hangs on. */
export type Sensitivity = {
  readonly breakEven: BreakEvens;
  readonly trade: TradeCurves;
  /** Other labels and folds; a curve of one point is a setting that has no other value here. */
  readonly walk: Readonly<Record<WalkVariant['axis'], Curve>>;
  readonly without: { readonly best: LeftOutDays; readonly worst: LeftOutDays };
  readonly regimes: readonly PartInterval[];
  readonly years: readonly PartInterval[];
};

/** A variant and the votes of its forests for one set, one a seed. */
export type GrownVariant = {
  readonly variant: WalkVariant;
  readonly votes: readonly Uint32Array[];
};

/**
 * The sensitivity of one set.
 * @param own.threshold of the backtest itself; undefined if its labels depend on none
 * @param own.step of the backtest itself, which its folds do not tell if there is only one
 * @param own.window of the backtest itself; undefined if it trains on all rows
 * @param own.seed of the intervals' resamples
 */
export function sensitivityOf(
  arena: Arena,
  set: Pick<SetFigures, 'rows' | 'modes'>,
  variants: readonly GrownVariant[],
  own: {
    readonly threshold: number | undefined;
    readonly step: number;
    readonly window: number | undefined;
    readonly seed: number;
    /** Called after each part with the share of the work that is done, 0 to 1. */
    readonly onShare?: (share: number) => void;
  },
): Sensitivity {
  const { market, bar, plan, folded } = arena;
  const decisions = { bar, classes: set.rows.classes };
  const traded = set.modes[plan.terms.neutral];
  const { regimes } = arena.options;
  assert(regimes !== undefined, 'an arena has labelled its entries');
  const ownValues = {
    threshold: own.threshold,
    initialTrain: testRows(folded.folds).start,
    step: own.step,
    window: own.window ?? NO_WINDOW,
  };
  const curveOf = (axis: WalkVariant['axis']): Curve => {
    const value = ownValues[axis];
    if (value === undefined) return [];
    const others = variants
      .filter(({ variant }) => variant.axis === axis)
      .map((grown) => tradedVariant(arena, grown));
    const all = [...others, { value, own: true, ...tradedOn(arena, decisions) }];
    return all.toSorted((a, b) => rankOf(a.value) - rankOf(b.value));
  };
  const part = <T>(share: number, value: T): T => {
    own.onShare?.(share);
    return value;
  };
  return {
    breakEven: part(0.1, breakEvens(market, decisions, termsOn(plan, market))),
    trade: part(0.2, tradeCurves(arena, decisions)),
    walk: part(
      0.4,
      Object.fromEntries(WALK_AXES.map((axis) => [axis, curveOf(axis)])) as Sensitivity['walk'],
    ),
    without: withoutExtremeDays(traded.account, plan),
    regimes: part(0.6, regimeIntervals(traded, regimes, own.seed)),
    years: part(1, yearIntervals(traded, own.seed)),
  };
}

/** Numbers by their size, a word after them. */
function rankOf(value: number | string): number {
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}

function tradedVariant({ plan }: Arena, { variant, votes }: GrownVariant): CurvePoint {
  const { dataset, folds } = variant.folded;
  const arena = arenaOf(variant.folded, plan);
  const { classes } = outOfSample(dataset, folds, votes);
  return { value: variant.value, own: false, ...tradedOn(arena, { bar: arena.bar, classes }) };
}
