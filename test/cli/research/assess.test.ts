import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assessCommand } from '../../../cli/research/assess.ts';
import { replayCommand } from '../../../cli/research/replay.ts';
import { formatBarTime } from '../../../engine/core/bar-time.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { inputsOf, readGoldenFolder } from '../../engine/statistics/golden-cases.ts';
import { describeShared } from '../../shared-data.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const DAY = 86_400;
/** 2020-01-01. */
const START = 1_577_836_800;

/** A file of columns by date, days from 2020-01-01; full precision. */
async function fileOf(columns: Readonly<Record<string, ArrayLike<number>>>): Promise<string> {
  const path = join(await temporaryFolder(), 'returns.csv');
  const series = Object.values(columns);
  const rows = Array.from({ length: series[0]!.length }, (_, i) =>
    [formatBarTime(START + i * DAY), ...series.map((values) => values[i])].join(','),
  );
  await writeFile(path, `${['Date', ...Object.keys(columns)].join(',')}\n${rows.join('\n')}\n`);
  return path;
}

function noise(count: number, mean: number, seed: number): Float64Array {
  const random = randomStream(seed);
  return Float64Array.from({ length: count }, () => 0.01 * (mean + random.normal()));
}

const assess = (...words: string[]): Promise<Printed> => runHere(assessCommand, words);

async function documentOf(...words: string[]) {
  const { code, stdout, stderr } = await assess(...words, '--json');
  expect(stderr).not.toContain('expected');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe('assess', () => {
  const columns = { Strategy: noise(400, 0.1, 1), Benchmark: noise(400, 0.05, 2) };

  it('prints figures, statistics, drawdowns and a verdict in a fixed order', async () => {
    const path = await fileOf(columns);
    const found = await documentOf('--returns', path, '--benchmark', 'Benchmark');
    expect(Object.keys(found)).toEqual([
      'run',
      'returns',
      'metrics',
      'statistics',
      'drawdowns',
      'years',
      'verdict',
      'nullReasons',
    ]);
    expect(found.run).toMatchObject({ command: 'assess', seed: 42, data: null });
    expect(found.run.inputs).toEqual([{ path, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(found.returns).toMatchObject({
      file: 'returns.csv',
      column: 'Strategy',
      benchmark: 'Benchmark',
      from: '2020-01-01T00:00:00Z',
      to: '2021-02-03T00:00:00Z',
      period: 'daily',
      calendar: 'continuous',
      periodsFrom: 'times',
      gaps: 0,
    });
    expect(found.metrics).toMatchObject({ bars: 400, periodsPerYear: 365, turnover: null });
    expect(found.metrics.maxDrawdown).toBe(found.drawdowns[0].depth);
    expect(found.statistics.benchmark.benchmarkSharpe).toBeGreaterThan(-3);
    expect(found.verdict).toHaveLength(5);
    expect(found.nullReasons['metrics.turnover']).toBe('returns do not tell positions');
  });

  it('prints the same as a text that fits', async () => {
    const path = await fileOf({ ...columns, a: noise(400, 0, 3) });
    const words = ['--returns', path, '--column', 'Strategy', '--benchmark', 'Benchmark'];
    const { code, stdout } = await assess(...words, '--trials', path, '--trial-count', '90');
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('365 periods a year (a market that never closes)');
    expect(stdout).toContain('Probability of overfitting');
    expect(stdout).toContain('The best of 90 independent trials');
    for (const begin of [
      'What the data support',
      'What is left after',
      'What kills it',
      'Trials:',
    ]) {
      expect(stdout).toContain(`- ${begin}`);
    }
    expect(stdout).toContain('- What would make this wrong: ');
  });

  it('can be replayed while its files are the same', async () => {
    const path = await fileOf(columns);
    const trials = await fileOf({ a: noise(400, 0, 3), b: noise(400, 0, 4) });
    const { stdout } = await assess('--returns', path, '--trials', trials, '--json');
    const result = join(await temporaryFolder(), 'result.json');
    await writeFile(result, stdout);
    const replay = replayCommand({ assess: async () => assessCommand });
    expect(await runHere(replay, [result])).toMatchObject({ code: 0, stdout: 'identical\n' });
    await writeFile(trials, 'Date,a\n2020-01-01,0.1\n');
    const changed = await runHere(replay, [result]);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain(`${trials}: the data changed`);
  });

  it('says what it left out, read as percent or did not compare with', async () => {
    const path = join(await temporaryFolder(), 'percent.csv');
    const rows = Array.from(columns.Strategy, (value, i) => {
      const cell = i === 0 ? '' : `${(100 * value).toFixed(4)}%`;
      return `${formatBarTime(START + i * DAY)},${cell},0.001`;
    });
    await writeFile(path, `date,returns,benchmark\n${rows.join('\n')}\n`);
    const { code, stderr, stdout } = await assess(path, '--json');
    expect(code).toBe(0);
    expect(stderr).toContain('percent.csv: column "returns" is read as percent');
    expect(stderr).toContain('percent.csv: 1 row without a return: left out');
    expect(stderr).toContain('use --benchmark benchmark');
    expect(JSON.parse(stdout).returns).toMatchObject({ emptyRows: 1, rowsLeftOut: 0 });
  });

  it('takes the days of its own predictions file', async () => {
    const path = await fileOf({
      close: noise(400, 100, 1),
      position: noise(400, 0, 1),
      next_return: columns.Benchmark,
      net_return: columns.Strategy,
      equity: noise(400, 100, 2),
    });
    const found = await documentOf('--returns', path, '--benchmark', 'next_return');
    expect(found.returns).toMatchObject({ column: 'net_return', benchmark: 'next_return' });
  });

  it('takes the number of returns in a year from the user', async () => {
    const path = await fileOf(columns);
    const found = await documentOf(path, '--periods-per-year', '252');
    expect(found.returns.periodsFrom).toBe('option');
    expect(found.metrics.periodsPerYear).toBe(252);
    const { stdout } = await assess(path, '--periods-per-year', '252');
    expect(stdout).toContain('252 periods a year (as asked for)');
  });

  it.each([
    [{ Close: noise(60, 500, 1) }, [], 'column "Close": expected returns, got 60 values of which'],
    [{ a: noise(60, 0, 1), b: noise(60, 0, 2) }, [], 'say which one it is (--column NAME)'],
    [{ a: noise(60, 0, 1) }, ['--column', 'c'], 'expected one column "c", got 0; found "a"'],
    [{ a: noise(60, 0, 1) }, ['--benchmark', 'c'], 'expected one column "c", got 0; found "a"'],
    [{ a: noise(60, 0, 1) }, ['--trials', 'no.csv'], 'no.csv'],
    [{ a: noise(60, 0, 1) }, ['--trial-count', '0'], '--trial-count: expected'],
    [{ a: noise(9, 0, 1) }, [], 'expected at least 20 returns, got 9'],
  ])('refuses %#, exit code 2', async (own, words, message) => {
    const { code, stdout, stderr } = await assess('--returns', await fileOf(own), ...words);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describeShared('assess on golden figures', () => {
  const folder = readGoldenFolder();
  const simple = (name: string, inputs: ReturnType<typeof inputsOf>): Float64Array =>
    inputs.series(name).map((value) => Math.expm1(value));

  /** The document's names of the golden figures. */
  const NAMES: Readonly<Record<string, string>> = {
    n: 'bars',
    periods: 'periodsPerYear',
    total_return: 'totalReturn',
    cagr: 'annualReturn',
    volatility: 'volatility',
    sharpe: 'sharpe',
    downside_deviation: 'downsideDeviation',
    sortino: 'sortino',
    calmar: 'calmar',
    omega: 'omega',
    profit_factor: 'profitFactor',
    payoff_ratio: 'payoffRatio',
    win_rate_of_nonzero: 'winRate',
    ulcer_index: 'ulcerIndex',
    var95_historical: 'valueAtRisk95',
    es95: 'expectedShortfall95',
    tail_ratio: 'tailRatio',
    skew: 'skewness',
    excess_kurtosis: 'excessKurtosis',
    recovery_factor: 'recoveryFactor',
    longest_drawdown_bars: 'longestDrawdownBars',
    drawdown_count: 'drawdownCount',
    share_under_water: 'shareUnderWater',
    beta: 'beta',
    alpha_per_bar: 'alphaPerBar',
    alpha: 'alpha',
    alpha_t_ols: 'alphaT',
    correlation: 'correlation',
    information_ratio: 'informationRatio',
    tracking_error: 'trackingError',
  };

  const series = folder.cases.filter((one) => one.function === 'metrics');
  const errors = folder.cases.filter((one) => one.function.startsWith('standard errors of'));
  it('has series', () => expect(series.length).toBeGreaterThanOrEqual(3));

  it.each(series)('has the metrics and errors of $name', async (golden) => {
    const inputs = inputsOf(folder, golden);
    const periods = inputs.number('periods');
    const held = inputs.has('benchmark') ? { held: simple('benchmark', inputs) } : {};
    const path = await fileOf({ net: simple('series', inputs), ...held });
    const words = ['--returns', path, '--periods-per-year', String(periods)];
    const benchmark = inputs.has('benchmark') ? ['--benchmark', 'held'] : [];
    const { metrics, statistics } = await documentOf(...words, ...benchmark);
    const outputs = golden.outputs as Readonly<Record<string, number>>;
    const compared = Object.keys(NAMES).filter((name) => typeof outputs[name] === 'number');
    expect(compared.length).toBeGreaterThan(20);
    for (const name of compared) {
      const tolerance = 1e-9 * Math.max(1, Math.abs(outputs[name]!));
      const distance = Math.abs(metrics[NAMES[name]!] - outputs[name]!);
      expect(distance, name).toBeLessThanOrEqual(tolerance);
    }
    expect(metrics.maxDrawdown).toBeCloseTo(-outputs['max_drawdown']!, 9);
    expect(statistics.sharpeError.iid).toBeCloseTo(
      Math.sqrt((1 + metrics.sharpe ** 2 / periods / 2) / metrics.bars) * Math.sqrt(periods),
      12,
    );
  });

  it.each(errors)('has the errors of $name as they are', async (golden) => {
    const inputs = inputsOf(folder, golden);
    const path = await fileOf({ net: inputs.series('series') });
    const { statistics } = await documentOf('--returns', path, '--periods-per-year', '252');
    const outputs = golden.outputs as Readonly<Record<string, number>>;
    const year = Math.sqrt(252);
    expect(statistics.sharpeError.iid / year).toBeCloseTo(outputs['lo_iid']!, 10);
    expect(statistics.sharpeError.mertens / year).toBeCloseTo(outputs['mertens']!, 10);
  });

  const overfitted = folder.cases.filter(
    (one) => one.function.startsWith('PBO') && one.inputs['S'] === 16,
  );
  it.each(overfitted)('has the probability of overfitting of $name', async (golden) => {
    const scaled = inputsOf(folder, golden)
      .trials('matrix')
      // A Sharpe ratio does not hang on the scale; noise of deviation 1 is no return.
      .map((trial) => trial.map((value) => value / 100));
    const trials = Object.fromEntries(scaled.map((trial, k) => [`s${k}`, trial]));
    const path = await fileOf(trials);
    const found = await documentOf('--returns', path, '--column', 's0', '--trials', path);
    const { pbo } = golden.outputs as { readonly pbo: number };
    const { overfitting, assessedName } = found.statistics.trials.ofReturns;
    expect(assessedName).toBe('s0');
    expect(overfitting.probability).toBeCloseTo(pbo, 12);
  });
});
