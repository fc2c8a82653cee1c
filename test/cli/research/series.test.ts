import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { dataCommand } from '../../../cli/research/data.ts';
import { featuresCommand } from '../../../cli/research/features.ts';
import { replayCommand } from '../../../cli/research/replay.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { decodeArrow } from '../../../data/arrow.ts';
import { readFile } from 'node:fs/promises';
import { runHere } from '../run-here.ts';
import { SAMPLE, wave, writeBarsWithRates, writeDaily, writeOnChain } from '../series-files.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const QUICK = ['--trees', '4', '--workers', '1'] as const;

/** The columns that `features` writes, by name. */
async function written(...words: string[]): Promise<Record<string, Float64Array>> {
  const out = join(await temporaryFolder(), 'features.arrow');
  const { code, stderr } = await runHere(featuresCommand, ['--out', out, ...words]);
  expect(code, stderr).toBe(0);
  const all = (names: readonly string[]): number[] => names.map((_, i) => i);
  const { names, columns } = decodeArrow(await readFile(out), out, all);
  return Object.fromEntries(names.map((name, i) => [name, columns[i]!]));
}

describe('features of a series', () => {
  it('are the series as of the close of each bar, with lag, mean and change', async () => {
    const path = await writeDaily('funding', wave);
    const names = ['series:funding', 'series:funding~mean7', 'series:funding~change7'];
    const columns = await written('--series', path, '--features', names.join(','));
    const [now, mean, change] = names.map((name) => columns[name]!);
    const week = [0, 1, 2, 3, 4, 5, 6].map((back) => wave(50 - back));
    expect(now![50]).toBe(wave(50));
    expect(mean![50]).toBeCloseTo(week.reduce((a, b) => a + b) / 7, 15);
    expect(change![50]).toBe(wave(50) - wave(43));
    const lagged = await written('--series', path, '--series-lag', '1', '--features', names[0]!);
    expect(lagged[names[0]!]![50]).toBe(wave(49));
  });

  it('of a file that ends earlier are the same up to there', async () => {
    const names = 'series:funding,series:funding~mean7,series:funding~change7';
    const words = ['--series-lag', '1', '--features', names] as const;
    const whole = await written('--series', await writeDaily('funding', wave), ...words);
    const end = 500;
    const cut = await written('--series', await writeDaily('funding', wave, { end }), ...words);
    for (const name of names.split(',')) {
      expect(cut[name]!.subarray(0, end)).toEqual(whole[name]!.subarray(0, end));
      expect(cut[name]!.at(-1)).toBeNaN();
    }
  });

  it('carry a value for so long, and are then neutral', async () => {
    const path = await writeDaily('funding', wave, { end: 100 });
    const words = ['--series', path, '--features', 'series:funding'];
    const name = 'series:funding';
    const given = (await written(...words))[name]!;
    expect([...given.subarray(99, 104)]).toEqual([wave(99), wave(99), wave(99), wave(99), NaN]);
    const short = (await written(...words, '--series-carry', '0', '--series-neutral', '-1'))[name]!;
    expect([...short.subarray(99, 101)]).toEqual([wave(99), -1]);
  });

  it('belong to their files: one value for all, or one for each', async () => {
    const [a, b] = [await writeDaily('a', wave), await writeDaily('b', wave)];
    const words = ['--series', a, '--series', b, '--features', 'series:a,series:b'];
    const one = await written(...words, '--series-lag', '2');
    const two = await written(...words, '--series-lag', '2', '--series-lag', '0');
    expect([one['series:a']![9], one['series:b']![9]]).toEqual([wave(7), wave(7)]);
    expect([two['series:a']![9], two['series:b']![9]]).toEqual([wave(7), wave(9)]);
    const many = await runHere(featuresCommand, [
      ...words,
      '--series-lag',
      '1',
      '--series-lag',
      '2',
      '--series-lag',
      '3',
    ]);
    expect(many.code).toBe(2);
    expect(many.stderr).toMatch(
      /--series-lag: expected one value, or one for each of 2 --series, got 3/,
    );
  });

  it('are listed with their formulas', async () => {
    const path = await writeDaily('funding', wave);
    const words = ['--list', '--series', path, '--onchain', await writeOnChain()];
    const { stdout, stderr } = await runHere(featuresCommand, words, { columns: 220 });
    expect(stdout).toMatch(/\nseries:funding +own +0 +0 +the series funding, as of the close\n/);
    expect(stdout).toMatch(/\nhash_rate_ratio +on-chain +0 +0 +k \/ m/);
    expect(stderr).toMatch(/funding: times are dates.*--series-lag 1/);
  });

  it.each([
    [['--features', 'series:x'], /feature series:x: expected --series FILE with a column "x"/],
    [['--features', 'forward_5_onchain'], /feature hash_rate_ratio: expected --onchain DIR/],
    [['--features', 'column:x'], /expected bars with a column "x"/],
    [['--series-lag', '1'], /--series-lag: expected one value, or one for each of 0 --series/],
    [['--series', 'nowhere.csv'], /nowhere.csv: no such file/],
    [['--onchain'], /data\/fetched\/onchain: expected on-chain series/],
  ])('%j is refused, exit code 2', async (words, message) => {
    const { code, stdout, stderr } = await runHere(featuresCommand, words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it.each([
    ['--series-lag', '-1', /expected a number of days from 0 to 3650, got "-1"/],
    ['--series-lag', 'none', /expected a number of days/],
    ['--series-neutral', 'zero', /expected a number or none, got "zero"/],
  ])('%s %s is refused', async (flag, value, message) => {
    const path = await writeDaily('funding', wave);
    const { code, stderr } = await runHere(featuresCommand, ['--series', path, `${flag}=${value}`]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('columns of the bars', () => {
  it('are features by name, and data check lists them', async () => {
    const bars = await writeBarsWithRates();
    const columns = await written(
      '--data',
      bars,
      '--features',
      'column:rates,column:RATES~change1',
    );
    expect(columns['column:rates']![70]).toBe(wave(70));
    expect(columns['column:RATES~change1']![70]).toBe(wave(70) - wave(69));
    const checked = await runHere(dataCommand, ['check', bars]);
    expect(checked.stdout).toMatch(/columns +not used: rates \(features: column:rates\)/);
    const wrong = await runHere(featuresCommand, ['--data', bars, '--features', 'column:rate']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/bars.csv:1: expected a column "rate"; found .*"rates"/);
  });
});

describe('research with series', () => {
  it('a backtest names its files, is replayed from them, and not from others', async () => {
    const [path, folder] = [await writeDaily('funding', wave), await writeOnChain()];
    const words = ['--features', 'ema_ratio_12,series:funding~mean7,hash_rate_ratio'];
    const { code, stdout, stderr } = await runHere(backtestCommand, [
      ...QUICK,
      ...words,
      '--series',
      path,
      '--onchain',
      folder,
      '--onchain-lag',
      '0',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    const { run } = JSON.parse(stdout);
    const files = [path, join(folder, 'hash_rate.csv')];
    expect(run.inputs.map((input: { readonly path: string }) => input.path)).toEqual(files);
    const result = join(await temporaryFolder(), 'result.json');
    await writeFile(result, stdout);
    const replay = replayCommand({ backtest: async () => backtestCommand });
    expect(await runHere(replay, [result])).toMatchObject({ code: 0, stdout: 'identical\n' });
    await appendFile(path, `${SAMPLE.time.at(-1)! + 86_400},0.5\n`);
    const changed = await runHere(replay, [result]);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toMatch(/funding.csv: the data changed: expected SHA-256/);
  });

  it('the default sets include the on-chain one only with the series', async () => {
    const folder = await writeOnChain();
    const sets = async (...words: string[]): Promise<readonly string[]> => {
      const { stdout } = await runHere(backtestCommand, [...QUICK, ...words, '--json']);
      return Object.keys(JSON.parse(stdout).sets);
    };
    const [plain, joined] = [await sets(), await sets('--onchain', folder)];
    expect(plain).not.toContain('forward_5_onchain');
    expect([...joined].sort()).toEqual([...plain, 'forward_5_onchain'].sort());
  });

  it('select chooses among them; what it chose is tested with their settings', async () => {
    const { close } = SAMPLE;
    // A series that knows the next bar: only a leak in our own file makes it useful.
    const oracle = (row: number): number => Math.log((close[row + 1] ?? close[row]!) / close[row]!);
    const path = await writeDaily('oracle', oracle);
    const out = join(await temporaryFolder(), 'select.json');
    const words = ['--candidates', 'ema_ratio_12,rsi_14,series:oracle', '--max-features', '1'];
    const options = [...QUICK, ...words, '--nested', 'off', '--series', path, '--out', out];
    const { code, stderr } = await runHere(selectCommand, options);
    expect(code, stderr).toBe(0);
    const chosen = JSON.parse(await readFile(out, 'utf8'));
    expect(chosen.selected).toEqual(['series:oracle']);
    expect(chosen.run.inputs[0].path).toBe(path);
    const tested = await runHere(backtestCommand, [...QUICK, '--features', out, '--json']);
    expect(tested.code, tested.stderr).toBe(0);
    expect(JSON.parse(tested.stdout).run.configuration.series).toEqual([path]);
    // Published one day later, it knows what every bar shows.
    const late = await runHere(selectCommand, [...options, '--series-lag', '1']);
    expect(late.code, late.stderr).toBe(0);
    const { sharpe } = JSON.parse(await readFile(out, 'utf8'));
    expect(sharpe).toBeLessThan(chosen.sharpe / 3);
  });

  it('all candidates are the pool and the given series', async () => {
    const path = await writeDaily('funding', wave);
    const words = ['--method', 'forward', '--max-features', '1', '--nested', 'off'];
    const options = [...QUICK, ...words, '--series', path, '--json'];
    const { code, stdout, stderr } = await runHere(selectCommand, options);
    expect(code, stderr).toBe(0);
    const { candidates } = JSON.parse(stdout);
    expect(candidates).toHaveLength(32);
    expect(candidates).toContain('series:funding');
  });
});
