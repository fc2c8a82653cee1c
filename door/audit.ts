/** The audit of a program's own features, rules and series: a part of the door. */

import type { BarSeries } from '../data/bar-series.ts';
import { AUDIT_OPTIONS } from '../engine/audit/audit-options.ts';
import { auditRun, type AuditWatch } from '../engine/audit/audit-run.ts';
import type { AuditCheck } from '../engine/audit/audit-check.ts';
import type { CausalColumn } from '../engine/audit/causal-column.ts';
import type { AuditedSeries } from '../engine/audit/series-check.ts';
import { tradePlan } from '../engine/backtest/trade-plan.ts';
import { marketCalendar } from '../engine/core/market-calendar.ts';
import { FOREST_OPTIONS, forestSettings, SEED_OPTIONS } from '../engine/forest/forest-options.ts';
import { FOLD_OPTIONS } from '../engine/learn/folds.ts';
import { TRADE_OPTIONS } from '../engine/trade/trade-options.ts';
import { catalogue, withUnchecked } from '../features/catalogue.ts';
import type { FeatureDefinition } from '../features/definition.ts';
import { DATASET_OPTIONS } from '../features/dataset-options.ts';
import { ownPlan, type FeatureChoice, type WithTarget } from '../features/own-plan.ts';

const AUDITED_OPTIONS = {
  ...DATASET_OPTIONS,
  ...FOLD_OPTIONS,
  ...FOREST_OPTIONS,
  ...SEED_OPTIONS,
  ...TRADE_OPTIONS,
  ...AUDIT_OPTIONS,
} as const;

/** What an audit looks at; what is left out has the default of the command `audit`. */
export type AuditOptions = Partial<FeatureChoice> &
  WithTarget<typeof AUDITED_OPTIONS> &
  AuditWatch & {
    /** Features that are in no catalogue yet, because `catalogue.with` would refuse them. */
    readonly own?: readonly FeatureDefinition[] | undefined;
    /** Further columns that are computed from bars, such as the size of a position. */
    readonly rules?: readonly CausalColumn[] | undefined;
    /** Series that were joined with the bars, with the functions that join them. */
    readonly series?: readonly AuditedSeries[] | undefined;
    /** Unix milliseconds: a bar that has not closed then makes a check fail. */
    readonly now?: number | undefined;
  };

/**
 * Whether a run knows its future: features (also your own, whatever their code does), the target,
 * rules, series, folds, bins, votes and the columns of the bars. Each check of each subject says
 * whether it passed, and if not, where and how it failed.
 * @throws InputError as `dataset` and `walkForward` do; Cancelled if `signal` aborts
 *
 * @example
 * const { passed, checks } = await audit(bars, { names: ['forward_4'], own: [range] });
 * for (const { name, subject, detail } of checks.filter((check) => !check.passed)) {
 *   console.log(`${name} ${subject}: ${detail}`);
 * }
 */
export async function audit(
  bars: BarSeries,
  options: AuditOptions,
): Promise<{ readonly passed: boolean; readonly checks: readonly AuditCheck[] }> {
  const { own = [], rules = [], series = [], now, signal, onProgress, ...asked } = options;
  const features = withUnchecked(asked.features ?? catalogue, own);
  const names = [...(asked.names ?? []), ...own.map(({ name }) => name)];
  const given = { ...asked, features, names };
  const { values, plan } = ownPlan(AUDITED_OPTIONS, bars.timeframe, given, 'audit');
  const trade = tradePlan(values, marketCalendar(bars.time, bars.timeframe));
  const checks = await auditRun(
    {
      bars,
      now,
      dataset: plan,
      folds: values,
      forest: forestSettings(values),
      trade,
      rules,
      series,
      selections: [],
      cuts: values.cuts,
    },
    { signal, onProgress },
  );
  return { passed: checks.every(({ passed }) => passed), checks };
}
