import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { replayCommand } from '../../../cli/research/replay.ts';
import { syntheticBars } from '../../../data/synthetic.ts';
import { formatBarTime } from '../../../engine/core/bar-time.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The first bars of the sample, because these tests are about what is beside the forest. */
const LAST_DAY = formatBarTime(syntheticBars('1d').bars.time[560]!);
const SMALL =
  `--features forward_4 --seeds 5 --trees 4 --initial-train 400 --step 50 --to ${LAST_DAY} ` +
  '--bins 32 --min-leaf-rows 20';

async function backtest(...words: string[]): Promise<Printed> {
  const env = { WALKFOREST_LEDGER: await temporaryFolder() };
  return runHere(backtestCommand, [...SMALL.split(' '), ...words], { env });
}

describe('backtest --baselines', () => {
  let run: Promise<string> | undefined;
  /** The same run for all tests that only read it. */
  const whole = (): Promise<string> =>
    (run ??= backtest('--baselines', '--json').then(({ code, stdout }) => {
      expect(code).toBe(0);
      return stdout;
    }));

  it('has six baselines in a fixed order, each with its figures', async () => {
    const { sets, buyHold, baselineSettings, nullReasons } = JSON.parse(await whole());
    const { baselines, metrics, accuracy } = sets.forward_4;
    expect(Object.keys(baselines)).toEqual([
      'alwaysFlat',
      'movingAverageCross',
      'momentumSign',
      'lastClass',
      'softmaxRegression',
      'smallNetwork',
    ]);
    for (const own of Object.values<Record<string, number>>(baselines)) {
      expect(Object.keys(own)).toEqual([
        'sharpe',
        'annualReturn',
        'maxDrawdown',
        'turnover',
        'totalLogReturn',
        'volatility',
        'exposure',
        'finalCapital',
        'accuracy',
      ]);
      expect(own['accuracy']).toBeGreaterThan(0.1);
      expect(own['accuracy']).not.toBe(accuracy);
    }
    const { alwaysFlat, ...traded } = baselines;
    expect(alwaysFlat).toMatchObject({ sharpe: null, turnover: 0, finalCapital: 1000 });
    expect(nullReasons['sets.forward_4.baselines.alwaysFlat.sharpe']).toBe(
      'its returns do not vary',
    );
    const all = [...Object.values<{ sharpe: number }>(traded), metrics, buyHold.metrics];
    expect(new Set(all.map(({ sharpe }) => sharpe)).size).toBe(7);
    expect(baselineSettings).toMatchObject({
      movingAverageCross: { fast: 50, slow: 200 },
      momentumSign: { bars: 90 },
      smallNetwork: { backend: 'wasm', hiddenUnits: 8, seed: 5 },
    });
  });

  it('says the place among them in the verdict', async () => {
    const { sets } = JSON.parse(await whole());
    const { metrics, baselines, randomSignals, verdict } = sets.forward_4;
    expect(Object.keys(randomSignals)).toEqual([
      'count',
      'p05',
      'median',
      'p95',
      'place',
      'percentile',
    ]);
    const { p05, median, p95 } = randomSignals;
    expect(p05 < median && median < p95).toBe(true);
    const above = Object.values<{ sharpe: number | null }>(baselines).filter(
      ({ sharpe }) => metrics.sharpe > (sharpe ?? 0),
    ).length;
    expect(verdict).toHaveLength(6);
    expect(verdict[5]).toContain(
      `Baselines: the Sharpe ratio of ${metrics.sharpe.toFixed(2)} is above ${above} of 6 ` +
        'baselines',
    );
    expect(verdict[5]).toContain('percentile of 1,000 random signals of the same turnover (p ');
  });

  it('trades the baselines on the terms of the set', async () => {
    const { sets } = JSON.parse(await whole());
    const words = ['--cost-bps', '50', '--delay', '1', '--sides', 'long', '--json', '--baselines'];
    const other = JSON.parse((await backtest(...words)).stdout).sets.forward_4.baselines;
    const own = sets.forward_4.baselines;
    for (const name of ['lastClass', 'momentumSign', 'softmaxRegression', 'smallNetwork']) {
      expect(other[name].accuracy).toBe(own[name].accuracy);
      expect(other[name].sharpe).not.toBe(own[name].sharpe);
      expect(other[name].exposure).toBeLessThan(own[name].exposure);
    }
  });

  it('changes nothing else, and adds no trial to the ledger', async () => {
    const plain = JSON.parse((await backtest('--json')).stdout);
    const {
      baselineSettings: _settings,
      nullReasons: _reasons,
      ...rest
    } = JSON.parse(await whole());
    const { baselines: _baselines, randomSignals: _random, ...set } = rest.sets.forward_4;
    const { verdict, ...own } = plain.sets.forward_4;
    expect(set.verdict.slice(1, 5)).toEqual(verdict.slice(1));
    expect({ ...set, verdict }).toEqual({ ...own, verdict });
    expect(rest.ledger).toEqual(plain.ledger);
  });

  it('replays to the same bytes', async () => {
    const path = join(await temporaryFolder(), 'result.json');
    await writeFile(path, await whole());
    const replaying = replayCommand({ backtest: async () => backtestCommand });
    const { code, stdout } = await runHere(replaying, [path, '--workers', '1']);
    expect(stdout).toBe('identical\n');
    expect(code).toBe(0);
  });

  it('prints one table beside buy and hold, of at most 80 columns', async () => {
    const { stdout } = await backtest('--baselines');
    const text = stripVTControlCharacters(stdout);
    const table = text.slice(text.indexOf('Baselines on the same bars and terms')).split('\n');
    expect(table.slice(1, 10).map((line) => line.split(/ {2,}/)[0])).toEqual([
      'baseline',
      'buy and hold',
      'always flat',
      'moving-average cross 50/200',
      'momentum sign 90',
      'last class',
      'forward_4',
      'softmax regression',
      'small network',
    ]);
    expect(table[10]).toMatch(
      /^small network: @tensorflow\/tfjs-backend-wasm 4\.\d+\.\d+, backend/,
    );
    expect(text).toContain('1,000 random signals of the same turnover, by Sharpe');
    expect(table.every((line) => line.length <= 80)).toBe(true);
  });
});

describe('backtest --forest ml-random-forest', () => {
  it('says that it is slow and which folds were run, and compares on these', async () => {
    const words = ['--forest', 'ml-random-forest', '--forest-folds', '1', '--trees', '1'];
    const small = SMALL.replace('--trees 4 ', '').replace('--features forward_4', '');
    const features = ['--features', 'log_ret_5d'];
    const call = [...small.split(' ').filter(Boolean), ...features, ...words];
    const { code, stdout, stderr } = await runHere(backtestCommand, [...call, '--json']);
    expect(code).toBe(0);
    expect(stderr).toContain('slow: ml-random-forest grows 1 trees a set, 1 set(s)');
    const { packageForest } = JSON.parse(stdout).sets.log_ret_5d;
    expect(Object.keys(packageForest)).toEqual([
      'package',
      'folds',
      'rows',
      'ours',
      'theirs',
      'sameClass',
    ]);
    expect(packageForest.folds).toHaveLength(1);
    expect(packageForest.rows).toBe(packageForest.folds[0].testRows);
    expect(packageForest.sameClass).toBeGreaterThan(0);
    const text = stripVTControlCharacters((await runHere(backtestCommand, call)).stdout);
    expect(text).toContain('Beside the forest of ml-random-forest, on a sample of 1 folds');
    const { fold, testFrom, testTo } = packageForest.folds[0];
    expect(text).toContain(`${fold} (${testFrom} to ${testTo})`);
  });

  it('refuses another package', async () => {
    const { code, stderr } = await backtest('--forest', 'ranger');
    expect(code).toBe(2);
    expect(stderr).toContain('--forest: expected ml-random-forest, got "ranger"');
  });
});
