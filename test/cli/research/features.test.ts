import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { featuresCommand } from '../../../cli/research/features.ts';
import { decodeArrow } from '../../../data/arrow.ts';
import { decodeParquet } from '../../../data/parquet.ts';
import { syntheticBars } from '../../../data/synthetic.ts';
import { catalogue } from '../../../features/catalogue.ts';
import { scaleOf } from '../../../features/scale.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

it('--list prints every definition of the timeframe', async () => {
  const wide = { columns: 220 };
  const daily = await runHere(featuresCommand, ['--list'], wide);
  expect(daily.code).toBe(0);
  expect(daily.stdout).toMatch(/^synthetic sample/);
  expect(daily.stdout).toMatch(/\nema_ratio_12 +trend +0 +166 +c \/ ema\(c, span\); span = 12\n/);
  expect(daily.stdout).toMatch(/\nobv +volume +1 +\(anchored\) /);
  expect(daily.stdout).not.toContain('rsi_30');
  const intraday = await runHere(featuresCommand, ['--list', '--timeframe', '4h'], wide);
  expect(intraday.stdout).toMatch(/\nrsi_30 +intraday +1 .*; p = 30\n/);
});

it('--list puts formulas below the figures where they do not fit beside them', async () => {
  const { stdout } = await runHere(featuresCommand, ['--list']);
  expect(stdout).toMatch(/\nema_ratio_12 +trend +0 +166\n {4}c \/ ema\(c, span\); span = 12\n/);
});

it('--json gives definitions and row counts, and a reason if there is no warm-up', async () => {
  const printed = await runHere(featuresCommand, ['--json', '--features', 'rsi_14,obv']);
  expect(printed.code).toBe(0);
  const document = JSON.parse(printed.stdout);
  expect(document.features[0]).toEqual({
    name: 'rsi_14',
    group: 'oscillators',
    formula: '100 - 100 / (1 + rma(gain, p) / rma(loss, p))',
    lookback: 1,
    warmup: 373,
    anchored: false,
    inputs: ['close'],
    periods: { p: 14 },
  });
  expect(document.features[1]).toMatchObject({ name: 'obv', warmup: null, anchored: true });
  expect(document.nullReasons['features[1].warmup']).toMatch(/^anchored/);
  const rows = syntheticBars('1d').bars.time.length;
  expect(document.rows).toBe(rows);
  expect(document.validRows).toBe(rows - 1);
});

it('shows the range of the values without --list', async () => {
  const { stdout } = await runHere(featuresCommand, ['--features', 'log_ret_1d']);
  expect(stdout).toMatch(/\nfeature +from +undefined +least +largest +last\nlog_ret_1d +20/);
});

it('--out writes the same columns as CSV, Arrow and Parquet', async () => {
  const folder = await temporaryFolder();
  const names = ['mfi_14', 'atr_14'];
  const { bars } = syntheticBars('1d');
  const expected = [bars.time, ...catalogue.columns(bars, names, scaleOf('1d'))];
  const written = async (file: string): Promise<Buffer> => {
    const path = join(folder, file);
    const words = ['--features', names.join(','), '--out', path];
    expect(await runHere(featuresCommand, words)).toMatchObject({ code: 0 });
    return readFile(path);
  };
  const pick = (found: readonly string[]): number[] => {
    expect(found).toEqual(['time', ...names]);
    return [0, 1, 2];
  };
  const csv = (await written('a.csv')).toString().trimEnd().split('\n');
  expect(csv[0]).toBe('time,mfi_14,atr_14');
  expect(csv[1]).toBe(`${bars.time[0]},,${expected[2]![0]}`);
  expect(csv).toHaveLength(bars.time.length + 1);
  expect(decodeArrow(await written('a.arrow'), 'a.arrow', pick).columns).toEqual(expected);
  const parquet = await decodeParquet(await written('a.parquet'), 'a.parquet', pick);
  expect(parquet.columns).toEqual(expected);
});

it.each([
  [['--features', 'rsi_41'], /^features: expected a feature or set, got "rsi_41": .*rsi_14/],
  [['--features', 'rsi_30'], /^features: feature rsi_30: expected timeframe 4h or 1h, got 1d\n$/],
  [['--out', 'features.xlsx'], /^features: features\.xlsx: expected a name ending in \.csv/m],
  [['--data', 'nowhere.csv'], /^features: .*nowhere\.csv/],
])('%j is refused', async (words, line) => {
  const { code, stdout, stderr } = await runHere(featuresCommand, words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(line);
});
