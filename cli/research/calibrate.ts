/** `npm run calibrate`: how often each figure of a selection claims skill where there is none. */

import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { FOREST_OPTIONS, forestSettings } from '../../engine/forest/forest-options.ts';
import { FOLD_OPTIONS } from '../../engine/learn/folds.ts';
import { POOL_OPTIONS } from '../../engine/queue/queue-options.ts';
import { catalogue } from '../../features/catalogue.ts';
import { DATASET_OPTIONS, datasetPlan } from '../../features/dataset-options.ts';
import { CALIBRATION_KINDS } from '../../selection/calibration/calibration-bars.ts';
import { calibration } from '../../selection/calibration/calibration.ts';
import { NULL_KINDS, type NullKind } from '../../selection/null-histories/null-bars.ts';
import { SCORE_OPTIONS, SELECTION_OPTIONS } from '../../selection/selection-options.ts';
import { DATA_OPTIONS, defineCommand, SEED_OPTIONS, type Command } from '../framework/command.ts';
import { loadRunBars } from '../framework/run-bars.ts';
import { calibrationJson } from './calibrate-json.ts';
import { calibrationText } from './calibrate-text.ts';
import { candidatesOf } from './candidates.ts';
import { withCheckpoint } from './checkpoint-file.ts';
import { openForestPool } from './open-pool.ts';

const OPTIONS = {
  ...DATA_OPTIONS,
  bars: {
    kind: 'integer',
    default: 1500,
    min: 300,
    max: 1_000_000,
    unit: 'bars',
    doc: 'Length of a history; it is made of the last bars of the data, at their times',
  },
  histories: {
    kind: 'integer',
    default: 200,
    min: 1,
    max: 100_000,
    unit: 'histories',
    doc: 'Histories without skill',
  },
  kind: {
    kind: 'choice',
    default: 'planted',
    choices: CALIBRATION_KINDS,
    doc:
      'How histories are made: bootstrap (the bars in random blocks), sign-flip (each bar up or ' +
      'down at random), random-walk, planted (random walks, and planted skill: the power curve)',
  },
  strength: {
    kind: 'list',
    default: ['0.05', '0.1', '0.125', '0.15', '0.175', '0.2', '0.225', '0.25', '0.3', '0.35'],
    placeholder: '0.1,0.2,…',
    pattern: '0*(\\.\\d+)?|1(\\.0*)?',
    doc:
      'Planted skill: mean of the next return, of a volatility, where log_ret_5d is one standard ' +
      'deviation or more away from 0',
  },
  plantedHistories: {
    kind: 'integer',
    default: 20,
    min: 1,
    max: 100_000,
    unit: 'histories',
    doc: 'Histories of each strength',
  },
  null: {
    kind: 'integer',
    default: 19,
    min: 19,
    max: 10_000,
    unit: 'histories',
    doc: 'Histories without skill, made of its own bars, that each history is ranked among',
  },
  nullKind: {
    kind: 'choice',
    default: 'rotated' as NullKind,
    choices: NULL_KINDS,
    doc: 'How these are made, as for select',
  },
  candidates: {
    kind: 'list',
    default: ['log_ret_1d', 'log_ret_5d', 'ema_ratio_12', 'rsi_14', 'gk_vol', 'mfi_14'],
    placeholder: 'all|SET|a,b,…',
    doc: 'Features to choose from: all, or names of sets and features',
  },
  ...SELECTION_OPTIONS,
  maxFeatures: { ...SELECTION_OPTIONS.maxFeatures, default: 3 },
  nested: {
    kind: 'choice',
    default: 'quarter',
    choices: ['year', 'quarter', 'fold'],
    doc: 'How often a set is selected anew on the bars before',
  },
  ...DATASET_OPTIONS,
  ...FOLD_OPTIONS,
  initialTrain: { ...FOLD_OPTIONS.initialTrain, default: 500 },
  ...FOREST_OPTIONS,
  trees: { ...FOREST_OPTIONS.trees, default: 20 },
  ...SCORE_OPTIONS,
  ...SEED_OPTIONS,
  ...POOL_OPTIONS,
} as const;

export const calibrateCommand: Command = defineCommand({
  name: 'calibrate',
  purpose:
    'Says how often each figure claims skill where there is none. It runs the whole ' +
    'selection on histories without skill and with planted skill. After an interruption, ' +
    'the same command continues.',
  options: OPTIONS,
  examples: [
    '--histories 20 --planted-histories 5 --strength 0.3',
    '--data btc.csv --kind sign-flip --bars 2500 --trees 50',
  ],
  run: async (context, options) => {
    const names = candidatesOf(options.candidates, []);
    const { bars, calendar, data } = await loadRunBars(context, options);
    const last = lastBars(bars, options.bars);
    const { objective, positions } = options;
    const { barsPerYear } = calendar;
    const trading = tradePlan({ ...options, regimeLabels: 'known' }, calendar);
    const plan = {
      selection: {
        ...options,
        candidates: names.map((_, column) => column),
        barsPerYear,
        sweep: [],
      },
      forests: {
        folds: options,
        settings: forestSettings(options),
        score: { ...trading, objective, positions },
      },
      datasetPlanAt: (threshold: number) =>
        datasetPlan(catalogue, { ...options, names, threshold }),
    };
    const asked = { ...options, strengths: options.strength.map(Number) };
    const pool = await openForestPool(context, options);
    try {
      const conditions = { table: OPTIONS, options, data, inputs: [] };
      const found = await withCheckpoint(context, 'calibrate', conditions, (checkpoint) =>
        context.timer.timeAsync('histories', () =>
          calibration(last, plan, asked, {
            pool,
            signal: context.signal,
            checkpoint,
            onDone: context.progress('histories', 'histories'),
          }),
        ),
      );
      return {
        data,
        result: calibrationJson(found, asked),
        text: calibrationText(found, asked, { width: context.columns }),
      };
    } finally {
      await pool.close();
    }
  },
});

/** The last `count` of `bars`. @throws InputError if there are fewer */
function lastBars(bars: Bars, count: number): Bars {
  const rows = bars.time.length;
  if (rows >= count) return sliceBars(bars, rows - count, rows);
  throw new InputError(
    `command line: --bars: expected at most the ${rows} bars of the data, got ${count}`,
  );
}
