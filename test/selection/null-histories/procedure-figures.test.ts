import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createForestPool, type ForestPool } from '../../../engine/pool/forest-pool.ts';
import { NO_CHECKPOINT } from '../../../selection/checkpoint.ts';
import { grownByThreshold } from '../../../selection/grown-by-threshold.ts';
import { procedureFigures } from '../../../selection/null-histories/procedure-figures.ts';
import { runNested } from '../../../selection/run-nested.ts';
import { runSelection } from '../../../selection/run-selection.ts';
import { BARS, toyForests, toyImportance, toyPlan } from './toy-procedure.ts';

describe('the figures of a procedure', () => {
  let pool: ForestPool;
  beforeAll(() => {
    pool = createForestPool({ workers: 2 });
  });
  afterAll(() => pool.close());

  it.each([
    ['forward steps by quarter', {}],
    ['forward steps by year', { nested: 'year', maxFeatures: 3, patience: 2 }],
    ['all methods', { method: 'all' }],
    ['the best threshold among fewer candidates', { threshold: 'best', preSelect: 2 }],
    ['another objective', { objective: 'log-loss' }],
    ['expected positions', { objective: 'expected', positions: 'expected' }],
    ['without nesting', { nested: 'off' }],
    ['the mean over two seeds', { method: 'all' }, { seeds: [42, 7] }],
    ['another objective over two seeds', { objective: 'expected' }, { seeds: [42, 7] }],
    ['a window of training rows', {}, { window: 150 }],
  ] as const)('are those of a selection and its nested one: %s', async (_, changes, own?) => {
    const plan = toyPlan(changes, own);
    const { selection, forests } = plan;
    const grower = toyForests(plan, BARS, pool);
    const shared = { forests: grower, score: forests.score, importance: toyImportance };
    const figures = await procedureFigures(selection, shared);
    const whole = await runSelection(selection, {
      matrix: grower.problemAt(0.01).problem.matrix,
      evaluateAt: (threshold) => grower.evaluateAt(threshold, () => () => {}),
      importance: (columns, threshold) =>
        toyImportance(grower.problemAt(threshold).seeded, columns),
      checkpoint: NO_CHECKPOINT,
      onPhase: () => {},
    });
    const kept = { ...shared, checkpoint: NO_CHECKPOINT };
    const nested = await runNested(selection, whole, {
      ...kept,
      grown: grownByThreshold(whole, { ...kept, report: () => () => {} }),
      onPhase: () => {},
      onChoice: () => {},
    });
    expect(figures.naive).toBe(whole.selected!.evaluation.metrics.sharpe);
    expect(figures.naive).not.toBeNaN();
    expect(figures.nested).toBe('missing' in nested ? Number.NaN : nested.metrics.sharpe);
    expect('missing' in nested).toBe(selection.nested === 'off');
  });
});
