import { planOf } from '../../dataset-plan.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { syntheticBars } from '../../../data/synthetic.ts';
import { createWalkForwardForest } from '../../../engine/forest/walk-forward-forest.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import { foldDataset } from '../../../engine/learn/folds.ts';
import { outOfSample } from '../../../engine/learn/out-of-sample.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Few trees on few folds: what is tested here is what is done with their votes. */
const FAST = ['--trees', '4', '--initial-train', '4000', '--step', '100', '--epoch-folds', '2'];
const SMALL = [...FAST, '--bins', '32', '--min-leaf-rows', '100'];

function backtest(...words: string[]): Promise<Printed> {
  return runHere(backtestCommand, [...SMALL, ...words]);
}

describe('backtest', () => {
  it('compares several sets, each with all of its figures', async () => {
    const words = ['--features', 'forward_4', '--features', 'atr_14,mfi_14', '--json'];
    const { code, stdout } = await backtest(...words);
    expect(code).toBe(0);
    const { run, sets, buyHold, outOfSample: range } = JSON.parse(stdout);
    expect(run).toMatchObject({ command: 'backtest', seed: [42, 1, 2], data: { synthetic: true } });
    expect(Object.keys(sets)).toEqual(['forward_4', 'atr_14,mfi_14']);
    const set = sets['atr_14,mfi_14'];
    expect(Object.keys(set).slice(0, 8)).toEqual([
      'features',
      'metrics',
      'bySeed',
      'regimes',
      'yearly',
      'monthly',
      'positions',
      'statistics',
    ]);
    expect(set.features).toEqual(['atr_14', 'mfi_14']);
    expect(set.metrics).toEqual(set.modes.hold.metrics);
    expect(set.metrics).toMatchObject({ bars: range.rows, periodsPerYear: 252 });
    expect(set.bySeed.map((one: { seed: number }) => one.seed)).toEqual([42, 1, 2]);
    const { bull, bear, sideways } = set.regimes;
    expect(bull.bars + bear.bars + sideways.bars).toBe(range.rows);
    const { long, short, flat } = set.positions;
    expect(long + short + flat).toBeCloseTo(1, 12);
    const total = Object.values<number>(set.monthly).reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo(set.metrics.totalLogReturn, 12);
    expect(set.statistics.sharpeStandardError).toBeGreaterThan(0);
    const { min, mean, max } = set.statistics.seedSpread.sharpe;
    expect(min).toBeLessThanOrEqual(mean);
    expect(mean).toBeLessThanOrEqual(max);
    expect(set.statistics.note).toContain('Not deflated');
    expect(buyHold.positions).toEqual({ long: 1, short: 0, flat: 0 });
    expect(buyHold.yearly.length).toBe(set.yearly.length);
  });

  it('trades the mean probabilities of the seeds, and writes them row by row', async () => {
    const path = join(await temporaryFolder(), 'predictions.csv');
    const words = ['--features', 'forward_4', '--seeds', '5,6', '--neutral', 'flat'];
    const { code, stdout } = await backtest(...words, '--predictions', path, '--json');
    expect(code).toBe(0);
    const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(header).toBe('time,p_down,p_neutral,p_up,prediction,position,next_return,net_return');

    const { bars } = syntheticBars('1d');
    const names = ['ema_ratio_12', 'atr_14', 'log_ret_20d', 'mfi_14'];
    const dataset = buildDataset(bars, planOf(names));
    const { matrix, labels } = dataset;
    const { folds } = foldDataset(dataset, { initialTrain: 4000, step: 100, embargo: 0 });
    const shape = { trees: 4, maxDepth: 5, minLeafRows: 100, bins: 32, epochFolds: 2 };
    const runs = [5, 6].map((seed) => {
      const settings = { ...shape, seed };
      const forest = createWalkForwardForest({ matrix, labels, folds, settings });
      return forest.votes([[0, 1, 2, 3]], 0, 4)[0]!;
    });
    const expected = outOfSample(dataset, folds, runs);
    const rows = lines.map((line) => line.split(',').map(Number));
    expect(rows.map((row) => row[0])).toEqual([...expected.time]);
    expect(rows.flatMap((row) => row.slice(1, 4))).toEqual([...expected.probabilities]);
    expect(rows.map((row) => row[4])).toEqual([...expected.classes]);
    expect(rows.map((row) => row[5])).toEqual([...expected.classes]);
    const net = rows.reduce((sum, row) => sum + row[7]!, 0);
    expect(net).toBeCloseTo(JSON.parse(stdout).sets.forward_4.metrics.totalLogReturn, 12);
  });

  it('prints the same bytes with any number of workers', async () => {
    const words = ['--features', 'atr_14,mfi_14', '--json'];
    const one = await backtest(...words, '--workers', '1');
    const three = await backtest(...words, '--workers', '3');
    expect(three.stdout).toBe(one.stdout);
  });

  it('tells a reader what was found, and what it does not prove', async () => {
    const { stdout } = await backtest('--features', 'forward_4');
    const text = stripVTControlCharacters(stdout);
    expect(text).toMatch(/^synthetic sample/);
    for (const title of [
      'Out of sample, mean probabilities of the seeds',
      'Hold or flat on a neutral signal',
      'Sharpe by the seed alone',
      'Sharpe by regime, labelled by the 60 returns known at the row',
      'Return by year (Sharpe)',
      'Return by month, %',
      'Not deflated: a set may have been chosen on these same bars',
      "SE: the Sharpe ratio's standard error",
    ]) {
      expect(text).toContain(title);
    }
    expect(text).toMatch(/\nbuy and hold +-?\d/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('one seed has no spread, which both outputs say', async () => {
    const words = ['--features', 'atr_14', '--seeds', '7'];
    const { stdout } = await backtest(...words);
    expect(stdout).toContain('One seed: how much of this is its chance is not shown.');
    const { sets, nullReasons } = JSON.parse((await backtest(...words, '--json')).stdout);
    expect(sets.atr_14.statistics.seedSpread).toBeNull();
    expect(nullReasons['sets.atr_14.statistics.seedSpread']).toBe('one seed has no spread');
  });

  it('prints the folds and grows nothing', async () => {
    const words = ['--folds', '--target', 'forward_5', '--embargo', '3'];
    const { stdout } = await backtest(...words);
    expect(stdout).toMatch(/\n +1 +3993 +\S+ +\S+ +7 +\S+ +\S+ +100\n/);
    const { folds, sets } = JSON.parse((await backtest(...words, '--json')).stdout);
    expect(sets).toBeUndefined();
    expect(folds[0]).toMatchObject({ fold: 1, trainRows: 3993, leftOut: 7, testRows: 100 });
  });

  it('look-ahead regime labels move the rows of a regime by one', async () => {
    const words = ['--features', 'atr_14', '--seeds', '7', '--json'];
    const known = JSON.parse((await backtest(...words)).stdout).buyHold.regimes;
    const seed = JSON.parse((await backtest(...words, '--regime-labels', 'lookahead')).stdout);
    for (const regime of ['bull', 'bear', 'sideways']) {
      expect(Math.abs(seed.buyHold.regimes[regime].bars - known[regime].bars)).toBeLessThan(2);
    }
    // The look-ahead reading knows tomorrow: its bull days rise by construction.
    expect(seed.buyHold.regimes.bull.totalLogReturn).toBeGreaterThan(known.bull.totalLogReturn);
  });

  it.each([
    [['--features', 'forward_5'], 'expected a feature or set, got "forward_5"'],
    [['--data', 'no-such.csv'], 'no-such.csv: no such file'],
    [['--threshold', '1'], '--threshold: expected a number from 0.0001 to 0.4999'],
    [['--initial-train', '9000'], 'expected more than --initial-train 9000 usable rows, got 4'],
    [['--seeds', '1,1'], '--seeds: expected each once, got 1,1'],
    [['--predictions', 'x.csv'], '--predictions: expected one set of --features beside it, got 5'],
  ])('refuses %s in one line', async (words, reason) => {
    const { code, stdout, stderr } = await runHere(backtestCommand, words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('backtest: '))).toHaveLength(1);
    expect(lines.at(-1)).toContain(reason);
  });
});
