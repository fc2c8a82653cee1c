import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { portfolioCommand } from '../../../cli/research/portfolio.ts';
import { replayCommand } from '../../../cli/research/replay.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { FEW, folderOf, json, portfolio, SMALL, THREE } from './portfolio-here.ts';

describe('portfolio', () => {
  it('trades bars of four hours, from the files that have them', async () => {
    const folder = await folderOf({
      'KRAKEN_XBTUSD, 1D.csv': ['coin', 17_000, 900],
      'KRAKEN_XBTUSD, 240.csv': ['coin, 4h', 17_000, 200],
      'ETHUSD_240.csv': ['coin, 4h', 17_010, 180],
    });
    const hours = ['--timeframe', '4h'];
    const words = ['--data-dir', folder, ...SMALL, ...hours];
    const both = await json([...words, '--weights', 'inverse-volatility', '--pooled']);
    expect(Object.keys(both.assets)).toEqual(['ETHUSD', 'XBTUSD']);
    expect(both.accounting).toMatchObject({ periodsPerYear: 2190, periodsFrom: 'continuous' });
    expect(both.portfolio.metrics.bars).toBeGreaterThan(400);
    expect(both.portfolio.from.slice(10)).toMatch(/^T(00|04|08|12|16|20):00:00Z$/);
    // With one asset it is the account of that asset alone.
    const one = await json([...words, '--assets', 'XBTUSD']);
    const { assets, portfolio: all } = one;
    for (const key of ['sharpe', 'maxDrawdown', 'totalLogReturn', 'turnover', 'bars']) {
      expect(all.metrics[key]).toBe(assets.XBTUSD.metrics[key]);
    }
    expect(all.yearly).toEqual(assets.XBTUSD.yearly);
    const { code, stdout } = await portfolio([...FEW, ...hours, '--initial-train', '9000']);
    expect(code).toBe(0);
    expect(stdout).toContain('2190 periods a year');
    const daily = await folderOf({ 'XBTUSD.csv': ['coin', 17_000, 900] });
    const wrong = await portfolio(['--data-dir', daily, ...SMALL, ...hours]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('XBTUSD.csv');
  });

  it('pays the funding of each asset that has a file of rates, and can be replayed', async () => {
    const folder = await folderOf(THREE);
    const rates = await temporaryFolder();
    const file = join(rates, 'XBTUSD.csv');
    const lines = Array.from({ length: 2700 }, (_, i) => `${17_000 * 86_400 + i * 28_800},0.0004`);
    await writeFile(file, ['time,rate', ...lines, ''].join('\n'));
    const words = ['--data-dir', folder, ...SMALL, '--sides', 'long'];
    const free = await json(words);
    const paying = await json([...words, '--funding', rates]);
    expect(paying.assets.SPY).toEqual(free.assets.SPY);
    const [before, after] = [free, paying].map(({ assets }) => assets.XBTUSD.metrics);
    // Three settlements a day, of 4 basis points each, while a position is held.
    const cost = 0.0012 * before.exposure * before.bars;
    expect(before.totalLogReturn - after.totalLogReturn).toBeCloseTo(cost, 1);
    expect(paying.portfolio.metrics.sharpe).toBeLessThan(free.portfolio.metrics.sharpe);
    expect(paying.buyHold).toEqual(free.buyHold);
    const { stdout, stderr } = await portfolio([...words, '--funding', rates, '--json']);
    expect(stderr).toContain('SPY: no file of funding rates: its positions pay none');
    const saved = join(await temporaryFolder(), 'result.json');
    await writeFile(saved, stdout);
    const replay = replayCommand({ portfolio: async () => portfolioCommand });
    expect(await runHere(replay, [saved])).toMatchObject({ code: 0, stdout: 'identical\n' });
    await writeFile(file, ['time,rate', ...lines.slice(1), ''].join('\n'));
    expect((await runHere(replay, [saved])).stderr).toContain('XBTUSD.csv: the data changed');
    const none = await portfolio(['--data-dir', folder, ...SMALL, '--funding', folder]);
    expect(none.code).toBe(2);
    const other = await temporaryFolder();
    await writeFile(join(other, 'DOGE.csv'), 'time,rate\n1,0\n');
    const missing = await portfolio(['--data-dir', folder, ...SMALL, '--funding', other]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('expected files of funding rates such as GLD.csv, got DOGE');
  });

  it('keeps shares in coins under payoff inverse, and says which account is in what', async () => {
    const folder = await folderOf(THREE);
    const words = ['--data-dir', folder, '--assets', 'XBTUSD', ...SMALL, '--payoff', 'inverse'];
    const { assets, portfolio: all, accounting } = await json(words);
    expect(accounting.currency).toEqual({ assets: 'coin', portfolio: 'USD' });
    expect(all.metrics.sharpe).toBeCloseTo(assets.XBTUSD.dollars.metrics.sharpe, 9);
    expect(all.metrics.finalCapital).toBeCloseTo(assets.XBTUSD.dollars.metrics.finalCapital, 6);
    expect(all.metrics.sharpe).not.toBeCloseTo(assets.XBTUSD.metrics.sharpe, 3);
    const page = join(await temporaryFolder(), 'page.html');
    const three = ['--data-dir', folder, ...SMALL, '--payoff', 'inverse'];
    const { stdout } = await portfolio([...three, '--report', page]);
    // The page has one currency: that of its curves.
    const html = await readFile(page, 'utf8');
    expect(html).toContain('Each share is kept in its coin; all figures are in dollars.');
    expect(html).toContain(assets.XBTUSD.dollars.metrics.sharpe.toFixed(2));
    expect(stdout).toContain('coin-margined contracts, each share in its own coin');
    expect(stdout).toContain('1 coin became');
  });
});
