import { planOf } from '../../dataset-plan.ts';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { syntheticBars } from '../../../data/synthetic.ts';
import { encodeColumnFile } from '../../../data/column-file.ts';
import { formatBarTime } from '../../../engine/core/bar-time.ts';
import { createWalkForwardForest } from '../../../engine/forest/walk-forward-forest.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import { foldDataset } from '../../../engine/learn/folds.ts';
import { outOfSample } from '../../../engine/learn/out-of-sample.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Few trees on few folds, because these tests are about the use of the votes. */
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
    expect(Object.keys(set).slice(0, 10)).toEqual([
      'features',
      'metrics',
      'bySeed',
      'regimes',
      'yearly',
      'monthly',
      'drawdowns',
      'sharpeGross',
      'positions',
      'totalCost',
    ]);
    expect(set.features).toEqual(['atr_14', 'mfi_14']);
    expect(set.metrics).toEqual(set.modes.hold.metrics);
    expect(set.metrics).toMatchObject({ bars: range.rows, periodsPerYear: 365 });
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

  it('says what the returns of each set support, in the same words as for any tool', async () => {
    const words = ['--features', 'forward_4', '--features', 'atr_14', '--seeds', '5'];
    const { sets } = JSON.parse((await backtest(...words, '--json')).stdout);
    const { stdout } = await backtest(...words);
    expect(Object.keys(sets)).toEqual(['forward_4', 'atr_14']);
    for (const name of Object.keys(sets)) {
      const set = sets[name];
      expect(set.verdict).toHaveLength(5);
      const { sharpe, bars } = set.metrics;
      expect(set.statistics.sharpe).toBeCloseTo(sharpe, 10);
      expect(set.verdict[0]).toContain(`a Sharpe ratio of ${sharpe.toFixed(2)} a year`);
      expect(set.verdict[0]).toContain(`over ${bars} daily returns; buy and hold shows `);
      expect(set.verdict[1]).toContain('the best of 2 independent trials');
      expect(set.verdict[3]).toContain('Trials: this run tested 2 sets; the ledger counts all');
      const { lower, upper } = set.statistics.intervals.sharpe;
      expect(lower).toBeLessThan(sharpe);
      expect(upper).toBeGreaterThan(sharpe);
      expect(stripVTControlCharacters(stdout)).toContain(`Verdict: ${name}\n- What the data`);
    }
  });

  it('has no benchmark for an account in bitcoin', async () => {
    const words = ['--features', 'forward_4', '--seeds', '5', '--payoff', 'inverse', '--json'];
    const { sets, nullReasons } = JSON.parse((await backtest(...words)).stdout);
    expect(sets.forward_4.verdict[0]).not.toContain('buy and hold');
    expect(sets.forward_4.verdict[1]).toContain('is not known without the trials');
    expect(nullReasons['sets.forward_4.statistics.benchmark']).toBe('no benchmark');
  });

  it('trades the mean probabilities of the seeds and writes them for each row', async () => {
    const path = join(await temporaryFolder(), 'predictions.csv');
    const words = ['--features', 'forward_4', '--seeds', '5,6', '--neutral', 'flat'];
    const { code, stdout } = await backtest(...words, '--predictions', path, '--json');
    expect(code).toBe(0);
    const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(header).toBe(
      'time,date,close,p_down,p_neutral,p_up,prediction,position,next_return,net_return,equity',
    );

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
    const rows = lines.map((line) => line.split(','));
    const column = (at: number): number[] => rows.map((row) => Number(row[at]));
    expect(column(0)).toEqual([...expected.time]);
    expect(rows[0]![1]).toBe(formatBarTime(expected.time[0]!));
    const first = bars.time.indexOf(expected.time[0]!);
    expect(column(2)).toEqual([...bars.close.subarray(first, first + rows.length)]);
    expect(rows.flatMap((row) => row.slice(3, 6).map(Number))).toEqual([...expected.probabilities]);
    expect(column(6)).toEqual([...expected.classes]);
    expect(column(7)).toEqual([...expected.classes]);
    let equity = 1;
    for (const [i, row] of rows.entries()) {
      const [position, nextReturn, net, after] = row.slice(7).map(Number);
      const before = i === 0 ? 0 : Number(rows[i - 1]![7]);
      expect(nextReturn).toBe(bars.close[first + i + 1]! / bars.close[first + i]! - 1);
      expect(net).toBeCloseTo(position! * nextReturn! - 0.0005 * Math.abs(position! - before), 15);
      equity *= 1 + net!;
      expect(after).toBeCloseTo(equity, 12);
    }
    const { metrics } = JSON.parse(stdout).sets.forward_4;
    expect(Math.log(equity)).toBeCloseTo(metrics.totalLogReturn, 10);
    expect(metrics.finalCapital).toBeCloseTo(1000 * equity, 6);
  });

  it('has a row for a bar without a decision, on which the position stays', async () => {
    const folder = await temporaryFolder();
    const { extra: _none, ...columns } = syntheticBars('1d').bars;
    const high = columns.high.slice();
    const flat = 4100;
    high[flat] = Math.max(columns.open[flat]!, columns.close[flat]!);
    const low = columns.low.slice();
    const [open, close] = [columns.open.slice(), columns.close.slice()];
    for (const field of [high, low, open]) field[flat] = close[flat]!;
    const data = join(folder, 'flat.csv');
    await writeFile(data, await encodeColumnFile(data, { ...columns, open, high, low, close }));
    const path = join(folder, 'predictions.csv');
    const words = ['--data', data, '--features', 'close_pos_range,atr_14', '--seeds', '5'];
    expect((await backtest(...words, '--predictions', path)).code).toBe(0);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n').slice(1);
    const rows = lines.map((line) => line.split(','));
    const at = rows.findIndex((row) => Number(row[0]) === columns.time[flat]);
    expect(rows[at]!.slice(3, 7)).toEqual(['', '', '', '']);
    expect(rows[at]![7]).toBe(rows[at - 1]![7]);
  });

  it('writes the trades of a set, whose returns multiply to its equity', async () => {
    const path = join(await temporaryFolder(), 'trades.csv');
    const words = ['--features', 'forward_4', '--seeds', '5', '--trades', path, '--json'];
    const { stdout } = await backtest(...words);
    const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(header).toBe('entry_time,entry_date,exit_time,exit_date,side,bars,return,cost,open');
    const returns = lines.map((line) => Number(line.split(',')[6]));
    const product = returns.reduce((total, value) => total * (1 + value), 1000);
    const { metrics } = JSON.parse(stdout).sets.forward_4;
    expect(product / metrics.finalCapital).toBeCloseTo(1, 10);
  });

  it('tests from the day of --from, and reads no bar after the day of --to', async () => {
    const words = ['--features', 'atr_14', '--seeds', '5', '--json'];
    const { bars } = syntheticBars('1d');
    const [from, to] = [4200, 4300].map((bar) => formatBarTime(bars.time[bar]!));
    const { stdout } = await backtest(...words, '--from', from!, '--to', to!);
    const { outOfSample, run } = JSON.parse(stdout);
    expect(outOfSample.from.slice(0, 10)).toBe(from);
    // The last bar that is read has no next return.
    expect(outOfSample.to.slice(0, 10)).toBe(formatBarTime(bars.time[4299]!));
    expect(run.data.rows).toBe(4301);
  });

  it('prints the same bytes with any number of workers', async () => {
    const words = ['--features', 'atr_14,mfi_14', '--json'];
    const one = await backtest(...words, '--workers', '1');
    const three = await backtest(...words, '--workers', '3');
    expect(three.stdout).toBe(one.stdout);
  });

  it('prints the findings and their limits', async () => {
    const { stdout } = await backtest('--features', 'forward_4');
    const text = stripVTControlCharacters(stdout);
    expect(text).toMatch(/^synthetic sample/);
    for (const title of [
      'Out of sample, mean probabilities of the seeds',
      'Hold or flat on a neutral signal',
      'Sharpe by the seed alone',
      'Sharpe by regime, labelled by the 60 bars known then',
      'simple returns; hold on neutral, cost 5 bps; 365 periods a year (a market that',
      'Return by year (Sharpe)',
      'Return by month, %',
      'Not deflated: the person who named a set may have chosen it on these same bars',
      'SE: standard error of a Sharpe ratio',
    ]) {
      expect(text).toContain(title);
    }
    expect(text).toMatch(/\nbuy and hold +-?\d/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('tells how the Sharpe ratios of many seeds spread', async () => {
    const words = ['--features', 'atr_14', '--seeds', '1..9'];
    const json = JSON.parse((await backtest(...words, '--json')).stdout);
    expect(json.run.seed).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { bySeed, statistics } = json.sets.atr_14;
    type Own = { metrics: { sharpe: number } };
    const sharpes = bySeed
      .map(({ metrics }: Own) => metrics.sharpe)
      .sort((a: number, b: number) => a - b);
    const { sharpe } = statistics.seedSpread;
    expect(Object.keys(sharpe)).toEqual(['min', 'max', 'mean', 'median', 'q05', 'q95']);
    expect(sharpe).toMatchObject({ min: sharpes[0], max: sharpes[8], median: sharpes[4] });
    // Place 0.05 · 8 of the nine, between the first and the second.
    expect(sharpe.q05).toBeCloseTo(0.6 * sharpes[0] + 0.4 * sharpes[1], 12);
    expect(sharpe.q95).toBeCloseTo(0.4 * sharpes[7] + 0.6 * sharpes[8], 12);
    const text = stripVTControlCharacters((await backtest(...words)).stdout);
    expect(text).toContain('seeds 1..9');
    const table = text.slice(text.indexOf('Sharpe by the seed alone, 9 seeds')).split('\n');
    expect(table[1]!.split(/ {2,}/)).toEqual([
      'set',
      'median',
      '5 %',
      '95 %',
      'spread',
      'same class',
    ]);
    for (const value of [sharpe.median, sharpe.q05, sharpe.q95]) {
      expect(table[2]).toContain(` ${value.toFixed(3)}`);
    }
  });

  it('says in both outputs that one seed has no spread', async () => {
    const words = ['--features', 'atr_14', '--seeds', '7'];
    const { stdout } = await backtest(...words);
    expect(stdout).toContain('One seed: another may show something else.');
    const { sets, nullReasons } = JSON.parse((await backtest(...words, '--json')).stdout);
    expect(sets.atr_14.statistics.seedSpread).toBeNull();
    expect(nullReasons['sets.atr_14.statistics.seedSpread']).toBe(
      'one seed: another may show something else',
    );
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
    // With look-ahead, labels know the return of the row, so its bull days rise by construction.
    expect(seed.buyHold.regimes.bull.totalLogReturn).toBeGreaterThan(known.bull.totalLogReturn);
  });

  it.each([
    [['--features', 'forward_5'], 'expected a feature or set, got "forward_5"'],
    [['--data', 'no-such.csv'], 'no-such.csv: no such file'],
    [['--threshold', '1'], '--threshold: expected a number from 0.0001 to 0.4999'],
    [['--initial-train', '9000'], 'expected more than --initial-train 9000 usable rows, got 4'],
    [['--seeds', '42-50'], '--seeds: expected a list such as 42,1,2 or a range such as 1..9'],
    [['--features', 'https://a.b/c'], 'expected features or sets by their names, got the address'],
    [['--data', 'https://a.b/c.csv'], 'got an address: download it first'],
    [['--data', '~/btc.csv'], '~/btc.csv: the shell did not expand ~'],
    [['--features', 'atr_14', '--trades', 'x.txt'], 'x.txt: expected a name ending in .csv'],
    [['--seeds', '1,1'], '--seeds: expected each once, got 1,1'],
    [['--from', '2017-02-30'], '--from: expected a date such as 2017-04-26, got "2017-02-30"'],
    [['--from', '1999-01-01'], '--from 1999-01-01: expected at least 100 rows before it'],
    [['--from', '2099-01-01'], '--from 2099-01-01: no row is left to test'],
    [['--to', 'today'], '--to: expected a date such as 2017-04-26, got "today"'],
    [['--to', '1999-01-01'], '--to 1999-01-01: expected at least 2 bars up to this day, got 0'],
    [['--trades', 'x.csv'], '--trades: expected --features with one set, got 5 sets'],
    [['--predictions', 'x.csv'], '--predictions: expected --features with one set, got 5 sets'],
  ])('refuses %s in one line', async (words, reason) => {
    const { code, stdout, stderr } = await runHere(backtestCommand, words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('backtest: '))).toHaveLength(1);
    expect(lines.at(-1)).toContain(reason);
  });
});
