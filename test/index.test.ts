import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../cli/research/backtest.ts';
import { selectCommand } from '../cli/research/select.ts';
import { trainCommand } from '../cli/live/train.ts';
import { packageVersion } from '../data/package-version.ts';
import { UNKNOWN_CODE } from '../engine/core/feature-source.ts';
import * as door from '../index.ts';
import { runHere } from './cli/run-here.ts';
import { temporaryFolder } from './cli/temporary-folder.ts';

const { catalogue, dataset, sampleBars, select, trade, train, walkForward } = door;

/** Few trees and long steps: what is compared is exact, so that small is enough. */
const FEW = { trees: 6, step: 400, workers: 2 };
const FEW_WORDS = ['--trees', '6', '--step', '400', '--workers', '2', '--json'];
const NAMES = ['ema_ratio_12', 'atr_14', 'mfi_14'];

const bars = sampleBars();
const data = dataset(bars, { names: NAMES });

async function documentOf(command: Parameters<typeof runHere>[0], words: readonly string[]) {
  const { code, stdout, stderr } = await runHere(command, words, { version: packageVersion() });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** As a document has it: NaN is null. */
function printed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('what a program gets', () => {
  it('is what backtest prints with the same options', async () => {
    const run = await walkForward(data, { ...FEW, seeds: [42, 1] });
    const words = ['--features', NAMES.join(), '--seeds', '42,1', '--cost-bps', '7'];
    const document = await documentOf(backtestCommand, [...words, ...FEW_WORDS]);
    const sets = document['sets'] as Record<string, Record<string, unknown>>;
    const [set] = Object.values(sets);
    const account = trade(run, { costBps: 7 });
    const { metrics, bySeed, regimes, yearly, monthly, buyHold } = account;
    expect(printed({ metrics, bySeed, regimes, yearly, monthly })).toEqual({
      metrics: set!['metrics'],
      bySeed: set!['bySeed'],
      regimes: set!['regimes'],
      yearly: set!['yearly'],
      monthly: set!['monthly'],
    });
    expect(printed(buyHold.metrics)).toEqual((document['buyHold'] as typeof set)!['metrics']);
    expect(metrics.bars).toBeGreaterThan(2000);
  });

  it('is what select prints with the same options', async () => {
    const best = await select(data, { ...FEW, maxFeatures: 2, method: 'gini' });
    const words = ['--candidates', NAMES.join(), '--max-features', '2', '--method', 'gini'];
    const document = await documentOf(selectCommand, [...words, ...FEW_WORDS]);
    const { steps, selected, sharpe, trials, foldCount, treesGrown, sets, buyHold } = best;
    const named = { steps, selected, sharpe, trials, foldCount, treesGrown, sets, buyHold };
    for (const [key, value] of Object.entries(named)) {
      expect(printed(value), key).toEqual(document[key]);
    }
    expect(selected.length).toBeGreaterThan(0);
  });

  it('is what a forward selection prints, step by step', async () => {
    const best = await select(data, { ...FEW, maxFeatures: 2 });
    const words = ['--candidates', NAMES.join(), '--max-features', '2'];
    const document = await documentOf(selectCommand, [...words, ...FEW_WORDS]);
    expect(best.steps).toHaveLength(2);
    expect(printed(best.steps)).toEqual(document['steps']);
    expect(best.selected).toEqual(document['selected']);
  });

  it('is the model file that train writes, byte for byte', async () => {
    const out = join(await temporaryFolder(), 'model.bin');
    const words = ['--features', NAMES.join(), '--trees', '6', '--neutral', 'flat', '--out', out];
    const document = await documentOf(trainCommand, [...words, '--json']);
    const model = train(bars, { names: NAMES, trees: 6, neutral: 'flat' });
    expect(model.sha256).toBe((document['model'] as Record<string, unknown>)['sha256']);
    expect(door.loadModel(model.bytes).header).toEqual(model.header);
  });
});

describe('options', () => {
  it.each([
    ['walkForward: unknown option --tree, did you mean --trees?', { tree: 5 }],
    ['walkForward: --trees: expected an integer from 1 to 4000 trees, got 0', { trees: 0 }],
    ['walkForward: --seeds: expected each once, got 1,1', { seeds: [1, 1] }],
    ['expected names of the dataset\'s columns, got "obv"', { names: ['obv'] }],
    ['walkForward: expected one name or more, each once, got []', { names: [] }],
  ])('of walkForward are refused: %s', async (message, options) => {
    const failure = walkForward(data, options as door.WalkForwardOptions);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toBeInstanceOf(door.InputError);
  });

  it.each([
    ['select: unknown option --objektive', { objektive: 'x' }],
    [
      'select: --max-features: expected an integer from 1 to 60 features, got 61',
      { maxFeatures: 61 },
    ],
  ])('of select are refused: %s', async (message, options) => {
    await expect(select(data, options as door.SelectOptions)).rejects.toThrow(message);
  });

  it.each([
    ['dataset: --target: expected bucket | sign', { names: NAMES, target: 'buckets' }],
    ['dataset: expected names of features or sets, got none', { names: [] }],
    ['expected a feature or set, got "atr"', { names: ['atr'] }],
    ['dataset: unknown option --row, did you mean --rows?', { names: NAMES, row: 'used' }],
  ])('of dataset are refused: %s', (message, options) => {
    expect(() => dataset(bars, options as door.DatasetOptions)).toThrow(message);
  });

  it('of train are checked against one table', () => {
    const options = { names: NAMES, treez: 5 };
    expect(() => train(bars, options)).toThrow('train: unknown option --treez, did you mean');
  });

  it('walk a part of the columns forward on the rows of all', async () => {
    const part = await walkForward(data, { ...FEW, seeds: [42], names: ['atr_14'] });
    const whole = await walkForward(data, { ...FEW, seeds: [42] });
    expect(part.names).toEqual(['atr_14']);
    expect(part.rows.time).toEqual(whole.rows.time);
    expect(part.votes).not.toEqual(whole.votes);
  });

  it('stop the work by a signal', async () => {
    const signal = AbortSignal.abort();
    await expect(walkForward(data, { ...FEW, signal })).rejects.toBeInstanceOf(door.Cancelled);
    await expect(select(data, { ...FEW, signal })).rejects.toBeInstanceOf(door.Cancelled);
  });

  it('tell of the progress up to the end', async () => {
    const walked: number[][] = [];
    const phases = new Set<string>();
    await walkForward(data, { ...FEW, onProgress: (...news) => walked.push(news) });
    await select(data, { ...FEW, onProgress: (phase) => phases.add(phase) });
    expect(walked.at(-1)).toEqual([18, 18]);
    expect([...phases]).toEqual(['step 1', 'step 2', 'step 3']);
  });
});

describe('a program’s own parts', () => {
  const range = door.defineFeature({
    name: 'log_range',
    inputs: ['high', 'low'],
    formula: 'log(h / l)',
    lookback: () => 0,
    compute: ({ bars: { high, low } }) => high.map((h, i) => Math.log(h / low[i]!)),
  });
  const features = catalogue.with(range);

  it('own features are learnt from, saved, loaded and decided with', () => {
    const model = train(bars, { features, names: ['log_range', 'rsi_14'], trees: 5 });
    const loaded = door.loadModel(model.bytes, features);
    const decision = door.decide({ bars, model: loaded, features, previous: 0 });
    expect(Object.keys(decision.features)).toEqual(['log_range', 'rsi_14']);
    expect(() => door.loadModel(model.bytes)).toThrow('model: unknown feature "log_range"');
  });

  it('an own target decides the labels', () => {
    const rises = door.defineTarget({
      name: 'rises',
      horizonBars: 1,
      codes: ({ close }) =>
        Int8Array.from(close, (price, i) =>
          i + 1 === close.length ? UNKNOWN_CODE : Math.sign(close[i + 1]! - price),
        ),
    });
    const own = dataset(bars, { names: ['atr_14'], target: rises });
    const sign = dataset(bars, { names: ['atr_14'], target: 'sign' });
    expect(own.target).toEqual({ name: 'rises', threshold: null, horizonBars: 1 });
    expect(own.labels).toEqual(sign.labels);
    expect(() => dataset(bars, { names: ['atr_14'], target: rises, threshold: 0.02 })).toThrow(
      'dataset: --threshold: expected none beside a target of your own, got 0.02',
    );
  });

  it('own metrics join those of the run', async () => {
    const run = await walkForward(data, { ...FEW, seeds: [42, 1] });
    const metrics = {
      longest: ({ account }: door.TradeResult) => account.positions.length,
      endless: () => Infinity,
    };
    const traded = trade(run, { metrics });
    expect(traded.metrics.longest).toBe(traded.metrics.bars);
    expect(traded.metrics.endless).toBeNaN();
    expect(() => trade(run, { metrics: { sharpe: () => 1 } })).toThrow('there is one of this name');
    const text = { text: () => 'high' as unknown as number };
    expect(() => trade(run, { metrics: text })).toThrow('metric text: expected a number, got high');
  });

  it('bars come from a file, too', async () => {
    const path = join(await temporaryFolder(), 'bars.csv');
    const rows = Array.from({ length: 40 }, (_, i) => {
      const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
      return `${day},100,110,90,${100 + (i % 3)},5`;
    });
    await writeFile(path, ['time,open,high,low,close,volume', ...rows, ''].join('\n'));
    const loaded = await door.loadBars(path, { timeframe: '1d' });
    expect(loaded).toMatchObject({ timeframe: '1d', source: { name: 'bars.csv', path } });
    expect(loaded.close.subarray(0, 4)).toEqual(Float64Array.of(100, 101, 102, 100));
    const now = Date.UTC(2024, 1, 9, 12);
    const closed = await door.loadBars(path, { timeframe: '1d', now });
    expect(closed.time).toEqual(loaded.time.subarray(0, 39));
    const early = door.loadBars(path, { timeframe: '1d', now: Date.UTC(2024, 0, 2, 12) });
    await expect(early).rejects.toThrow(
      'expected at least 2 bars that have closed by 2024-01-02T12',
    );
    await expect(door.loadBars(path, { timeframe: '4h' })).rejects.toThrow('--timeframe 1d');
  });
});

describe('series', () => {
  const series = {
    mood: { time: bars.time, value: bars.time.map((_, i) => Math.sin(i / 5)) },
  };

  it('are features of a dataset, and a model records how they were joined', () => {
    const joined = door.joinSeries(bars, series, { lagDays: 1 });
    const names = ['ema_ratio_12', 'series:mood~mean7'];
    const rows = dataset(joined, { names });
    expect(rows.matrix.names).toEqual(names);
    expect(joined.source.sha256).not.toBe(bars.source.sha256);
    const model = train(joined, { names, trees: 5 });
    expect(model.header.series).toEqual([
      { column: 'series:mood', source: 'mood', lagDays: 1, carryDays: 3, neutral: null },
    ]);
    expect(train(joined, { names: ['ema_ratio_12'], trees: 5 }).header).not.toHaveProperty(
      'series',
    );
    const loaded = door.loadModel(model.bytes);
    const decided = door.decide({ bars: joined, model: loaded, features: catalogue, previous: 0 });
    const week = [1, 2, 3, 4, 5, 6, 7].map((back) => series.mood.value.at(-1 - back)!);
    const mean = week.reduce((sum, value) => sum + value) / 7;
    expect(decided.features['series:mood~mean7']).toBeCloseTo(mean, 12);
    expect(() => door.decide({ bars, model: loaded, features: catalogue, previous: 0 })).toThrow(
      /expected bars with a column "series:mood"/,
    );
  });

  it('of the on-chain group give their features', () => {
    const hash_rate = { time: bars.time, value: bars.time.map((_, i) => 1 + (i % 40)) };
    const joined = door.joinOnChain(bars, { hash_rate });
    const { matrix } = dataset(joined, { names: ['forward_5_onchain'] });
    expect(matrix.names).toContain('hash_rate_ratio');
    expect(() => door.joinOnChain(bars, { mood: series.mood })).toThrow(
      /expected one of funding_rate/,
    );
  });

  it('and columns are read from files', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'mood.csv');
    await writeFile(path, 'time,value\n2026-02-16,1\n2026-02-17,2\n');
    const { mood } = await door.loadSeries(path);
    expect([...mood!.value]).toEqual([1, 2]);
  });

  it.each([
    [{ time: [2, 1], value: [1, 1] }, /series mood: expected times that increase, got 1 at 1/],
    [{ time: [1, 2], value: [1] }, /expected as many values as times/],
    [{ time: [1, 2], value: [1, Infinity] }, /expected finite values, got Infinity at 1/],
  ])('are refused if they are none: %j', ({ time, value }, message) => {
    const mood = { time: Float64Array.from(time), value: Float64Array.from(value) };
    expect(() => door.joinSeries(bars, { mood })).toThrow(message);
    expect(() => door.joinSeries(bars, series, { lagDays: -1 })).toThrow(/days of at least 0/);
  });
});
