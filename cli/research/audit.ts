/** `npm run audit`: whether a run of `backtest` knows its future. */

import { AUDIT_OPTIONS } from '../../engine/audit/audit-options.ts';
import { auditRun, type AuditedSelection } from '../../engine/audit/audit-run.ts';
import type { AuditedSeries } from '../../engine/audit/series-check.ts';
import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import { checkSeeds } from '../../engine/backtest/walk-forward-options.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { SeriesPlan } from '../../engine/core/series.ts';
import { forestSettings } from '../../engine/forest/forest-options.ts';
import { catalogue } from '../../features/catalogue.ts';
import { datasetPlan } from '../../features/dataset-options.ts';
import { joinSeries } from '../../features/join-series.ts';
import { defineCommand, type Command } from '../framework/command.ts';
import { loadJoinedBars } from '../framework/joined-bars.ts';
import { selectionPresets } from '../framework/selected-set.ts';
import { readGivenSeries, type GivenSeries } from '../framework/series-option.ts';
import { setsOf, type ChosenSet } from './asked-sets.ts';
import { auditText } from './audit-text.ts';
import { TESTED_OPTIONS } from './backtest-options.ts';
import { readFunding } from './funding-option.ts';

const OPTIONS = { ...TESTED_OPTIONS, ...AUDIT_OPTIONS } as const;

export const auditCommand: Command = defineCommand({
  name: 'audit',
  purpose:
    'Checks that a backtest does not know the future. It checks features, labels, folds ' +
    'and rules.',
  options: OPTIONS,
  examples: ['--data btc.csv --features forward_4', '--data btc.csv --features select.json --json'],
  presets: (given) => selectionPresets(given, OPTIONS),
  run: async (context, options) => {
    const { sets, rowFeatures, chosen } = await setsOf(options.features);
    checkSeeds(options.seeds, 'command line');
    const funding = await readFunding(context, options);
    const given = await readGivenSeries(context, options);
    const names = [...new Set(sets.flatMap((set) => set.features))];
    const run = await loadJoinedBars(context, options, [...names, ...rowFeatures], given);
    const { bars, calendar, data } = run;
    const plan = {
      bars,
      now: context.now(),
      dataset: datasetPlan(catalogue, { ...options, names, rowFeatures }),
      folds: options,
      forest: forestSettings({ ...options, seed: options.seeds[0]! }),
      trade: tradePlan(options, calendar, funding),
      rules: [],
      series: run.plans.map((plan) => auditedSeries(plan, bars, options.timeframe, given)),
      selections: chosen.map(auditedSelection),
      cuts: options.cuts,
    };
    const { signal } = context;
    const onProgress = context.progress(`audit of ${names.length} feature(s)`);
    const checks = await auditRun(plan, {
      signal,
      onProgress,
      busy: (step) => context.busy('checks', step),
    });
    const passed = checks.every((check) => check.passed);
    return {
      data,
      inputs: [
        ...chosen.map(({ input }) => input),
        ...(funding === undefined ? [] : [funding]),
        ...run.inputs,
      ],
      result: { checks: checks.map((check) => ({ ...check })) },
      text: auditText(checks, context.columns),
      checkFailed: !passed,
    };
  },
});

/** A series as it is joined with `bars`, to be joined again from fewer observations. */
function auditedSeries(
  plan: SeriesPlan,
  { extra: _joined, ...bars }: Bars,
  timeframe: Timeframe,
  { sources }: GivenSeries,
): AuditedSeries {
  return {
    name: plan.column,
    lagDays: plan.lagDays,
    observations: sources[plan.source]!,
    join: (observations) =>
      joinSeries(bars, timeframe, [plan], { [plan.source]: observations }).extra![plan.column]!,
  };
}

/** When the bars ended that a saved selection knew. */
function auditedSelection({ name, asOf, input }: ChosenSet): AuditedSelection {
  if (asOf === undefined) {
    throw new InputError(
      `${input.path}: expected run.data.asOf, the time up to which the selection knew bars, ` +
        'got none: an earlier build made it: select again',
    );
  }
  return { name, knownUntil: Date.parse(asOf) / 1000 };
}
