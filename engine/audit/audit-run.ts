/**
 * The audit of a run: every feature, the target, the rules, the series, the folds and the choice of
 * features are asked whether they know the future. The parts of the run are handed in.
 * Must not know: features by name, files, the terminal.
 */

import { setImmediate } from 'node:timers/promises';
import type { TradePlan } from '../backtest/trade-plan.ts';
import { closesAt, knowsUntil } from '../core/bar-close.ts';
import { formatBarTime, isoTime } from '../core/bar-time.ts';
import { sliceBars, type Bars } from '../core/bars.ts';
import { Cancelled, toError } from '../core/errors.ts';
import { marketCalendar } from '../core/market-calendar.ts';
import type { ForestSettings } from '../forest/forest-options.ts';
import type { ForestProblem } from '../forest/problem.ts';
import { buildDataset, type DatasetPlan } from '../learn/dataset.ts';
import type { FoldedDataset, FoldSettings } from '../learn/folds.ts';
import { checkOf, type AuditCheck } from './audit-check.ts';
import { firstDifference, type CausalColumn } from './causal-column.ts';
import {
  causalChecks,
  foreknowledgeChecks,
  futureCheck,
  givenColumnChecks,
  labelChecks,
  type ColumnAudit,
} from './column-checks.ts';
import { chooseCuts } from './cuts.ts';
import {
  binsFault,
  ENGINE_RULES,
  purgeFault,
  purgeTried,
  votesFault,
  votesTried,
  type FoldRules,
} from './fold-checks.ts';
import { futureOf, type Future } from './foreknowledge.ts';
import { calendarColumn, positionColumn, regimeColumn } from './run-rules.ts';
import { VOLATILITY_HORIZONS } from './later-volatility.ts';
import { volatilityHistory } from './past-volatility.ts';
import { laterReturns } from './rare-bars.ts';
import { publicationFault, publicationTried, type AuditedSeries } from './series-check.ts';
import { wholeFileFault } from './whole-file-fit.ts';

/** A saved choice of features that a run tests. */
export type AuditedSelection = {
  readonly name: string;
  /** When the last bar that the selection knew had closed, unix seconds. */
  readonly knownUntil: number;
};

/** A run to be audited. */
export type AuditPlan = {
  /** All bars; those that had not closed at `now` make a check fail. */
  readonly bars: Bars;
  /** Unix milliseconds; undefined: every bar has closed. */
  readonly now: number | undefined;
  readonly dataset: DatasetPlan;
  readonly folds: FoldSettings;
  readonly forest: ForestSettings;
  readonly trade: Pick<TradePlan, 'regimes' | 'terms'>;
  /** The rules for folds, bins and votes; the engine's if left out. */
  readonly foldRules?: FoldRules | undefined;
  /** Further rules, such as a size of positions that the user computes from bars. */
  readonly rules: readonly CausalColumn[];
  readonly series: readonly AuditedSeries[];
  readonly selections: readonly AuditedSelection[];
  /** How many histories are cut from the file's start; at least as many as bars: all. */
  readonly cuts: number;
};

/** Follows the audit, and can stop it. */
export type AuditWatch = {
  /** Runs one step of it, which keeps the process busy; called directly if left out. */
  readonly busy?: (<T>(step: () => T) => Promise<T>) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** Trees of the forests whose votes are compared: exactness needs no more. */
const TREES = 4;

/**
 * All checks of `plan`, in a fixed order: features, columns of the bars, target, rules, series,
 * folds, selections.
 * @throws InputError if no row or no fold is left; Cancelled if the watch's signal aborts
 */
export async function auditRun(
  plan: AuditPlan,
  { signal, onProgress, busy = async (step) => step() }: AuditWatch = {},
): Promise<readonly AuditCheck[]> {
  const checks: AuditCheck[] = [];
  const steps = auditSteps(plan);
  for (const [i, step] of steps.entries()) {
    // Lets Ctrl-C and the progress bar in between two subjects.
    await setImmediate();
    if (signal?.aborted === true) throw new Cancelled();
    checks.push(...(await busy(step)));
    onProgress?.(i + 1, steps.length);
  }
  return checks;
}

function auditSteps(plan: AuditPlan): readonly (() => readonly AuditCheck[])[] {
  const { bars, dataset, forest, trade } = plan;
  const { names, features, scale, target } = dataset;
  const audit: ColumnAudit = {
    bars,
    cuts: chooseCuts(bars, plan.cuts, forest.seed),
    seed: forest.seed,
  };
  const calendar = marketCalendar(bars.time, scale.timeframe);
  const given = Object.entries(bars.extra ?? {});
  const future = futureOf(bars, target.codes(bars, scale), {
    horizonBars: target.horizonBars(scale),
    barsPerYear: calendar.barsPerYear,
    columns: names.length + given.length,
  });
  let known: ReturnType<typeof knownFuture> | undefined;
  const facts = () => (known ??= knownFuture(bars, future));
  const usable = new Map<string, Float64Array>();
  const feature = (name: string) => (): readonly AuditCheck[] => {
    const compute = (of: Bars): Float64Array => features.columns(of, [name], scale)[0]!;
    const { checks, values } = causalChecks({ subject: name, aheadBars: 0, compute }, audit);
    if (values === undefined) return checks;
    usable.set(name, values);
    return [...checks, ...foreknowledgeChecks(name, values, future)];
  };
  return [
    ...names.map(feature),
    () => togetherChecks(plan, usable),
    ...given.map(
      ([name, values]) =>
        () =>
          givenColumnChecks(name, values, facts()),
    ),
    () => targetChecks(plan, audit),
    () => [...futureCheck('regime-labels', regimeColumn(trade), audit)],
    () => [
      ...futureCheck('calendar', calendarColumn(scale.timeframe), audit),
      checkOf('calendar', 'bars', { fault: timesFault(bars), tried: 'times increase' }),
      checkOf('forming-bar', 'bars', closedAnswer(plan)),
    ],
    ...[positionColumn(trade), ...plan.rules].map((rule) => () => causalChecks(rule, audit).checks),
    () => seriesChecks(plan),
    () => foldChecks(plan, usable),
  ];
}

/** What the values of given columns are compared with. */
function knownFuture(bars: Bars, future: Future) {
  const volatility = volatilityHistory(bars, VOLATILITY_HORIZONS);
  return { bars, future, volatility, later: laterReturns(bars) };
}

/** Features that change if others are computed in the same pass write to shared columns. */
function togetherChecks(
  { dataset, bars }: AuditPlan,
  usable: ReadonlyMap<string, Float64Array>,
): readonly AuditCheck[] {
  const { features, scale } = dataset;
  const names = [...usable.keys()];
  const faultOf = (): string | undefined => {
    const columns = features.columns(sliceBars(bars, 0, bars.time.length), names, scale);
    const odd = names.find(
      (name, i) => firstDifference(columns[i]!, usable.get(name)!, bars.time.length) >= 0,
    );
    return odd === undefined
      ? undefined
      : `${odd} has other values if all features are computed together: one of them writes to a ` +
          'column that they share, or keeps a state';
  };
  let fault: string | undefined;
  try {
    fault = faultOf();
  } catch (error) {
    fault = `they cannot be computed together: ${toError(error).message}`;
  }
  const tried = `${names.length} features are the same alone and together`;
  return [checkOf('repeatable', 'all features', { fault, tried })];
}

function targetChecks({ dataset }: AuditPlan, audit: ColumnAudit): readonly AuditCheck[] {
  const { target, scale } = dataset;
  const column: CausalColumn = {
    subject: target.name,
    aheadBars: target.horizonBars(scale),
    compute: (bars) => target.codes(bars, scale),
  };
  return labelChecks(column, audit).checks;
}

function seriesChecks({ series, bars, dataset }: AuditPlan): readonly AuditCheck[] {
  if (series.length === 0) return [];
  const calendar = marketCalendar(bars.time, dataset.scale.timeframe);
  const closes = bars.time.map((open) => knowsUntil(calendar, open));
  return series.flatMap((one) => [
    checkOf('publication-lag', one.name, {
      fault: publicationFault(one, closes),
      tried: publicationTried(one, closes.length),
    }),
    checkOf('scaling', one.name, {
      fault: wholeFileFault(one.observations.value),
      tried: 'its observations were not fitted to the whole series',
    }),
  ]);
}

/** The checks of folds, bins, votes and selections, on the features that can be computed. */
function foldChecks(
  plan: AuditPlan,
  usable: ReadonlyMap<string, Float64Array>,
): readonly AuditCheck[] {
  const { bars, dataset, forest, foldRules = ENGINE_RULES } = plan;
  if (usable.size === 0) return [];
  const own = { ...dataset, names: [...usable.keys()] };
  const folded = foldRules.folds(buildDataset(bars, own), plan.folds);
  const { matrix, labels } = folded.dataset;
  const settings = { ...forest, trees: TREES };
  const problem: ForestProblem = { matrix, labels, folds: folded.folds, settings };
  const columns = `${matrix.names.length} columns`;
  return [
    checkOf('purge', 'folds', { fault: purgeFault(folded), tried: purgeTried(folded) }),
    checkOf('bins', 'folds', {
      fault: binsFault(problem, foldRules),
      tried: `edges of ${columns} are the same with other later values`,
    }),
    checkOf('votes', 'folds', {
      fault: votesFault(problem, foldRules),
      tried: votesTried(problem),
    }),
    ...plan.selections.map((selection) => selectionCheck(selection, folded)),
  ];
}

/** Whether a choice of features knew bars on which it is tested. */
function selectionCheck(
  { name, knownUntil }: AuditedSelection,
  { dataset, folds }: FoldedDataset,
): AuditCheck {
  const { bars, barIndex, scale } = dataset;
  const calendar = marketCalendar(bars.time, scale.timeframe);
  const closes = Float64Array.from(barIndex.subarray(folds[0]!.testStart), (bar) =>
    closesAt(calendar, bars.time[bar]!),
  );
  const known = closes.filter((close) => close < knownUntil).length;
  const from = formatBarTime(bars.time[barIndex[folds[0]!.testStart]!]!);
  const until = isoTime(Math.floor(knownUntil));
  const fault =
    known === 0
      ? undefined
      : `its features were chosen on bars up to ${until}, and ${known} of ${closes.length} ` +
        `tested rows (from ${from}) are among them: choose with --to, test --from a later day`;
  const tried = `chosen on bars up to ${until}, tested from ${from}`;
  return checkOf('selection', name, { fault, tried });
}

function timesFault({ time }: Bars): string | undefined {
  const at = time.findIndex((value, i) => i > 0 && !(value > time[i - 1]!));
  return at < 0 ? undefined : `the time of row ${at} is not after that of the row before it`;
}

/** Whether every bar of the run had closed. */
function closedAnswer({ bars, now, dataset }: AuditPlan) {
  const calendar = marketCalendar(bars.time, dataset.scale.timeframe);
  const closed = closesAt(calendar, bars.time.at(-1)!);
  const last = formatBarTime(bars.time.at(-1)!);
  const forms = now !== undefined && closed * 1000 > now;
  const until = isoTime(Math.ceil(closed));
  return {
    fault: forms ? `the bar of ${last} forms until ${until}: leave it out` : undefined,
    tried: `the last bar, ${last}, closed at ${until}`,
  };
}
