import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { portfolioCommand } from '../../../cli/research/portfolio.ts';
import { replayCommand } from '../../../cli/research/replay.ts';
import { mean, sampleDeviation } from '../../../engine/statistics/moments.ts';
import { randomBars, timesOf } from '../../engine/portfolio/toy-assets.ts';
import { describeShared, sharedPath } from '../../shared-data.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { csvOf, FEW, folderOf, json, portfolio, SMALL, THREE } from './portfolio-here.ts';

const CONFIG = fileURLToPath(new URL('../../../configs/original-system.json', import.meta.url));

async function columnsOf(path: string): Promise<Record<string, number[]>> {
  const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => line.split(','));
  return Object.fromEntries(
    header
      .split(',')
      .map((name, i) => [name, rows.map((row) => (row[i] === '' ? Number.NaN : Number(row[i])))]),
  );
}

describe('portfolio', () => {
  it('needs no data: three synthetic samples', async () => {
    const { code, stdout } = await portfolio([...FEW, '--initial-train', '4000']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^synthetic sample, 13500 bars: generated, not from a market\n3 assets/);
    expect(stdout).toContain('one of 6 trials on the same bars');
    expect(stdout).toContain('diversification ratio');
  });

  it('joins markets of different hours, each with its own model and year', async () => {
    const folder = await folderOf(THREE);
    const result = await json(['--data-dir', folder, ...SMALL]);
    expect(Object.keys(result).slice(0, 6)).toEqual([
      'run',
      'assets',
      'portfolio',
      'correlation',
      'meanSharpe',
      'diversificationRatio',
    ]);
    const { assets, portfolio: all, correlation, run } = result;
    expect(Object.keys(assets)).toEqual(['GLD', 'SPY', 'XBTUSD']);
    expect(assets.XBTUSD.metrics.periodsPerYear).toBe(365);
    expect(assets.SPY.metrics.periodsPerYear).toBe(252);
    expect(Object.keys(assets.SPY.byThreshold)).toEqual(['0.40', '0.45', '0.50', '0.55', '0.60']);
    expect(assets.SPY.best.trials).toBe(6);
    expect(result.accounting.periodsFrom).toBe('counted');
    expect(all.metrics.periodsPerYear).toBeGreaterThan(252);
    expect(all.metrics.periodsPerYear).toBeLessThan(366);
    expect(correlation.names).toEqual(['GLD', 'SPY', 'XBTUSD']);
    expect(correlation.matrix.map((row: number[], i: number) => row[i])).toEqual([1, 1, 1]);
    expect(result.pooled).toBeNull();
    const sharpes = [assets.SPY, assets.XBTUSD, assets.GLD].map((own) => own.metrics.sharpe);
    expect(result.meanSharpe).toBeCloseTo(mean(sharpes), 12);
    expect(run.data.files.map(({ name }: { name: string }) => name)).toEqual([
      'GLD.csv',
      'BATS_SPY, 1D.csv',
      'KRAKEN_XBTUSD, 1D.csv',
    ]);
    const rows = run.data.files.map((file: { rows: number }) => file.rows);
    expect(run.data.rows).toBe(rows[0] + rows[1] + rows[2]);
  });

  it('writes the bars of assets and the days of the portfolio, whose money adds up', async () => {
    const folder = await folderOf(THREE);
    const out = join(await temporaryFolder(), 'rows');
    const words = ['--data-dir', folder, ...SMALL, '--weights', 'inverse-volatility'];
    const result = await json([...words, '--predictions', out]);
    expect((await readdir(out)).sort()).toEqual(
      ['GLD.csv', 'SPY.csv', 'XBTUSD.csv', 'portfolio.csv'].sort(),
    );
    const days = await columnsOf(join(out, 'portfolio.csv'));
    const names = ['SPY', 'XBTUSD', 'GLD'];
    const markets = await Promise.all(names.map((name) => columnsOf(join(out, `${name}.csv`))));
    const dayOf = (time: number): number => Math.floor(time / 86_400);
    let equity = 1;
    days.time.forEach((time, i) => {
      // Each asset's move is booked on the day of its bar, at the exposure of its bar before.
      let net = -0.0005 * days.turnover[i];
      names.forEach((name, asset) => {
        const own = markets[asset];
        const end = own.time.findIndex((value) => dayOf(value) === dayOf(time) + 1);
        if (end > 0) net += days[`exposure_${name}`][i] * own.next_return[end - 1];
      });
      const isLast = i > days.time.length - 5; // the bar after the last one is in no file
      if (!isLast) expect(days.net_return[i]).toBeCloseTo(net, 12);
      equity *= 1 + days.net_return[i];
      expect(days.equity[i]).toBeCloseTo(equity, 10);
      const shares = names.reduce((sum, name) => sum + days[`share_${name}`][i], 0);
      expect(shares).toBeCloseTo(1, 10);
    });
    const { metrics } = result.portfolio;
    expect(Math.log(equity)).toBeCloseTo(metrics.totalLogReturn, 9);
    const net = Float64Array.from(days.net_return);
    const sharpe = (mean(net) / sampleDeviation(net)) * Math.sqrt(metrics.periodsPerYear);
    expect(sharpe).toBeCloseTo(metrics.sharpe, 10);
    expect(mean(days.turnover)).toBeCloseTo(metrics.turnover, 12);
  });

  it('counts as the original system with its configuration: means of net log returns', async () => {
    const folder = await folderOf(THREE);
    const out = join(await temporaryFolder(), 'rows');
    const words = ['--data-dir', folder, '--config', CONFIG, ...SMALL, '--predictions', out];
    const result = await json(words);
    expect(result.accounting).toMatchObject({ originalSystem: true, periodsPerYear: 252 });
    const byDay = new Map<number, number[]>();
    for (const name of ['SPY', 'XBTUSD', 'GLD']) {
      const { time, net_return: returns } = await columnsOf(join(out, `${name}.csv`));
      time.forEach((value, i) => {
        const day = Math.floor(value / 86_400);
        if (Number.isNaN(returns[i])) return;
        byDay.set(day, [...(byDay.get(day) ?? []), Math.log1p(returns[i])]);
      });
    }
    const days = [...byDay.keys()].sort((a, b) => a - b);
    const net = Float64Array.from(days, (day) => mean(byDay.get(day)!));
    const { metrics } = result.portfolio;
    expect(metrics.bars).toBe(days.length);
    expect((mean(net) / sampleDeviation(net)) * Math.sqrt(252)).toBeCloseTo(metrics.sharpe, 10);
  });

  it('compares with one model of all assets if asked', async () => {
    const folder = await folderOf(THREE);
    const words = ['--data-dir', folder, ...SMALL];
    const own = await json(words);
    const both = await json([...words, '--pooled']);
    expect(both.assets).toEqual(own.assets);
    expect(both.portfolio).toEqual(own.portfolio);
    expect(both.pooled.portfolio.metrics.bars).toBe(own.portfolio.metrics.bars);
    for (const name of ['SPY', 'XBTUSD', 'GLD']) {
      const pooled = both.pooled.assets[name];
      // The same days are tested, by another model.
      expect(pooled.outOfSample).toEqual(own.assets[name].outOfSample);
      expect(pooled.metrics.sharpe).not.toBe(own.assets[name].metrics.sharpe);
    }
    const { stdout } = await portfolio([...words, '--pooled']);
    expect(stdout).toContain('one model trained on the rows of all assets');
  });

  it('has the same bytes for any number of workers, and can be replayed', async () => {
    const folder = await folderOf(THREE);
    const words = ['--data-dir', folder, ...SMALL, '--pooled', '--json'];
    const { stdout } = await portfolio([...words, '--workers', '1']);
    expect((await portfolio([...words, '--workers', '3'])).stdout).toBe(stdout);
    const saved = join(await temporaryFolder(), 'result.json');
    await writeFile(saved, stdout);
    const replay = replayCommand({ portfolio: async () => portfolioCommand });
    expect(await runHere(replay, [saved])).toMatchObject({ code: 0, stdout: 'identical\n' });
    await writeFile(join(folder, 'GLD.csv'), csvOf(randomBars(timesOf('fund', 17_100, 800), 1)));
    const refused = await runHere(replay, [saved]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('GLD.csv: the data changed');
  });

  it('adds every asset, seed and threshold to the ledgers, once', async () => {
    const folder = await folderOf(THREE);
    const env = { WALKFOREST_LEDGER: join(await temporaryFolder(), 'ledger') };
    const { ledger } = await json(['--data-dir', folder, ...SMALL], env);
    expect(Object.keys(ledger.assets)).toEqual(['GLD', 'SPY', 'XBTUSD']);
    // The default, which one seed alone equals, and those of five thresholds that differ.
    expect(ledger.assets.SPY.trialsHere).toBeGreaterThan(2);
    expect(ledger.assets.SPY.trialsHere).toBeLessThanOrEqual(6);
    expect(ledger.portfolio).toMatchObject({ trialsHere: 1, trialsEver: 1, chainIntact: true });
    const again = await json(['--data-dir', folder, ...SMALL], env);
    expect(again.ledger).toEqual(ledger);
    const weighted = ['--data-dir', folder, ...SMALL, '--weights', 'inverse-volatility'];
    const other = await json(weighted, env);
    expect(other.ledger.assets).toEqual(ledger.assets);
    expect(other.ledger.portfolio).toMatchObject({ trialsHere: 1, trialsEver: 2 });
  });

  it('tests an asset that began too late for --from from its first possible day on', async () => {
    const folder = await folderOf(THREE);
    const { assets } = await json(['--data-dir', folder, ...SMALL, '--from', '2018-04-02']);
    expect(assets.SPY.outOfSample.from.slice(0, 10)).toBe('2018-04-02');
    expect(assets.XBTUSD.outOfSample.from.slice(0, 10)).toBe('2018-04-02');
    expect(assets.GLD.outOfSample.from > '2018-04-03').toBe(true);
  });

  it('takes the assets that are named, in their order, and no bars of another length', async () => {
    const folder = await folderOf({ ...THREE, 'KRAKEN_XBTUSD, 240.csv': ['coin', 17_000, 5] });
    const words = ['--data-dir', folder, '--assets', 'XBTUSD,SPY', ...SMALL];
    expect(Object.keys((await json(words)).assets)).toEqual(['XBTUSD', 'SPY']);
  });

  it.each([
    [['--assets', 'SPY,GLDD'], 'no file of 1d bars for GLDD, did you mean GLD?'],
    [['--assets', 'SPY,BTCEUR'], 'no file of 1d bars for BTCEUR. There are '],
    [['--assets', 'SPY,SPY'], '--assets: expected each once, got SPY,SPY'],
    [['--probability-thresholds', '0.4,1.2'], '--probability-thresholds: expected 0.40,0.45,…'],
    [['--probability-thresholds', '0.4,0.40'], 'each once, got 0.4,0.4'],
    [['--payoff', 'quanto'], '--payoff: expected linear | inverse | log'],
    [['--funding', 'none'], 'none: no such folder: expected a folder with a file of funding rates'],
    [['--predictions', 'SPY.csv/rows'], 'cannot write'],
  ])('refuses %j', async (words, message) => {
    const folder = await folderOf(THREE);
    const own = words.map((word) => word.replace('SPY.csv', join(folder, 'GLD.csv')));
    const { code, stdout, stderr } = await portfolio(['--data-dir', folder, ...SMALL, ...own]);
    expect(stderr.trimEnd().split('\n').at(-1)).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('does not write its tables between the bars that it reads', async () => {
    const folder = await folderOf(THREE);
    const before = await readdir(folder);
    const words = ['--data-dir', folder, '--predictions', `${folder}/`, ...SMALL];
    const { code, stderr } = await portfolio(words);
    expect(code).toBe(2);
    expect(stderr).toContain('the command reads this folder. Name another one');
    expect(await readdir(folder)).toEqual(before);
  });

  it('refuses a folder that is none, is empty, or has two files of an asset', async () => {
    const folder = await temporaryFolder();
    const missing = await portfolio(['--data-dir', join(folder, 'none'), ...SMALL]);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain(
      'none: no such folder: expected a folder with a file of bars for each asset',
    );
    await mkdir(join(folder, 'inside'));
    const empty = await portfolio(['--data-dir', folder, ...SMALL]);
    expect(empty.stderr).toContain('expected files of 1d bars');
    const two = await folderOf({ ...THREE, 'SPY.csv': ['fund', 17_000, 900] });
    const twice = await portfolio(['--data-dir', two, ...SMALL]);
    expect(twice).toMatchObject({ code: 2 });
    expect(twice.stderr).toMatch(/SPY: expected one file, got .*BATS_SPY, 1D\.csv and .*SPY\.csv/);
  });
});

describeShared('portfolio on real bars', () => {
  it('tests the days of the original system, and joins a coin to the funds', async () => {
    const words = [
      '--data-dir',
      sharedPath('data'),
      '--trees',
      '2',
      '--bins',
      '16',
      '--seeds',
      '1',
    ];
    const funds = await json([...words, '--assets', 'QQQ,GLD', '--config', CONFIG]);
    expect(funds.assets.GLD.outOfSample).toMatchObject({ rows: 4077, foldCount: 204 });
    expect(funds.correlation.commonBars).toBe(4077);
    expect(funds.portfolio.metrics.bars).toBe(funds.assets.QQQ.outOfSample.rows);
    // Independent of any forest: the days of the two funds, held.
    expect(funds.assets.GLD.buyHold.metrics.sharpe).toBeCloseTo(0.5438, 4);
    const range = ['--from', '2018-01-01', '--to', '2026-02-12'];
    const mixed = await json([...words, '--assets', 'BTCUSD,GLD', ...range]);
    const { shares } = mixed.portfolio.weights;
    expect(shares.GLD).toMatchObject({ mean: 0.5, min: 0.5, max: 0.5 });
    expect(mixed.portfolio.from).toBe('2018-01-01T00:00:00Z');
    expect(mixed.accounting.periodsFrom).toBe('counted');
  }, 120_000);
});
