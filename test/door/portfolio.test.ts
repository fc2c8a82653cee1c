import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { portfolioCommand } from '../../cli/research/portfolio.ts';
import { BAR_FIELDS, type Bars } from '../../engine/core/bars.ts';
import { barsOf, portfolio, sampleBars, type BarSeries } from '../../index.ts';
import { runHere } from '../cli/run-here.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';
import { randomBars, timesOf } from '../engine/portfolio/toy-assets.ts';

/** Few trees on few folds: what is compared is exact, so that small is enough. */
const FEW = { trees: 4, step: 100, bins: 32, seeds: [7], initialTrain: 400, workers: 2 };
const WORDS = ['--trees', '4', '--step', '100', '--bins', '32', '--seeds', '7', '--json'];
const NAMES = ['log_ret_5d', 'rsi_14'];

const BARS: Readonly<Record<string, Bars>> = {
  COIN: randomBars(timesOf('coin', 17_000, 900), 50),
  SPY: randomBars(timesOf('fund', 16_900, 1000), 51),
};

const asSeries = ({ time, open, high, low, close, volume }: Bars): BarSeries =>
  barsOf({ time, open, high, low, close, volume }, { timeframe: '1d' });
const assets = Object.fromEntries(
  Object.entries(BARS).map(([name, bars]) => [name, asSeries(bars)]),
);

/** A folder with the bars as files. */
async function folder(): Promise<string> {
  const path = await temporaryFolder();
  for (const [name, bars] of Object.entries(BARS)) {
    const lines = Array.from(bars.time, (_, row) => BAR_FIELDS.map((f) => bars[f][row]).join(','));
    await writeFile(join(path, `${name}.csv`), [BAR_FIELDS.join(','), ...lines, ''].join('\n'));
  }
  return path;
}

type PrintedModels = {
  readonly assets: Readonly<Record<string, { readonly metrics: unknown }>>;
  readonly portfolio: { readonly metrics: unknown };
  readonly correlation: { readonly matrix: unknown };
  readonly meanSharpe: unknown;
};

/** The part of the command's document that is compared. */
type PrintedPortfolio = PrintedModels & {
  readonly pooled: PrintedModels;
  readonly buyHold: { readonly metrics: unknown };
};

async function documentOf(...words: string[]): Promise<PrintedPortfolio> {
  const own = ['--data-dir', await folder(), '--features', NAMES.join(), '--initial-train', '400'];
  const { code, stdout, stderr } = await runHere(portfolioCommand, [...own, ...WORDS, ...words]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** As a document has it: NaN is null. */
function printed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('portfolio', () => {
  it('is what the command prints with the same options', async () => {
    const options = { ...FEW, names: NAMES, weights: 'inverse-volatility', costBps: 7 } as const;
    const own = await portfolio(assets, { ...options, pooled: true });
    const weights = ['--weights', 'inverse-volatility'];
    const document = await documentOf(...weights, '--cost-bps', '7', '--pooled');
    expect(own.pooled).toBeDefined();
    for (const [result, shown] of [
      [own, document],
      [own.pooled!, document.pooled],
    ] as const) {
      expect(result.assets.map(({ run }) => run.name)).toEqual(Object.keys(shown.assets));
      for (const { run, trade } of result.assets) {
        expect(printed(trade.metrics)).toEqual(shown.assets[run.name]!.metrics);
      }
      expect(printed(result.portfolio.figures.metrics)).toEqual(shown.portfolio.metrics);
      expect(printed(result.correlation.matrix)).toEqual(shown.correlation.matrix);
      expect(printed(result.meanSharpe)).toEqual(shown.meanSharpe);
    }
    expect(printed(own.buyHold.figures.metrics)).toEqual(document.buyHold.metrics);
    expect(own.portfolio.figures.metrics.bars).toBeGreaterThan(300);
  });

  it('is the same for any number of workers, and has no pooled model unless asked', async () => {
    const options = { ...FEW, names: NAMES };
    const [one, two] = await Promise.all(
      [1, 2].map((workers) => portfolio(assets, { ...options, workers })),
    );
    expect(one!.pooled).toBeUndefined();
    expect(printed(one!.portfolio.figures)).toEqual(printed(two!.portfolio.figures));
  });

  it('trains both models on the rows of a window', async () => {
    const options = { ...FEW, names: NAMES, pooled: true };
    const [whole, windowed] = await Promise.all([
      portfolio(assets, options),
      portfolio(assets, { ...options, window: 200 }),
    ]);
    for (const [all, last] of [
      [whole, windowed],
      [whole.pooled!, windowed.pooled!],
    ] as const) {
      expect(printed(last.portfolio.figures)).not.toEqual(printed(all.portfolio.figures));
    }
  });

  it('trades bars of four hours, and refuses bars of two lengths', async () => {
    const hours = sampleBars({ timeframe: '4h' });
    const options = { ...FEW, names: NAMES, initialTrain: 9000, step: 500 };
    const { portfolio: all, assets: own } = await portfolio({ A: hours }, options);
    expect(all.periodsPerYear).toBe(2190);
    expect(all.figures.metrics.sharpe).toBe(own[0]!.trade.metrics.sharpe);
    await expect(portfolio({ A: hours, ...assets }, FEW)).rejects.toThrow(
      'COIN: expected 4h bars as those of A, got 1d',
    );
  });

  it('refuses no asset, and an unknown option', async () => {
    await expect(portfolio({}, FEW)).rejects.toThrow('expected one asset or more');
    const wrong = { ...FEW, weight: 'equal' } as object;
    await expect(portfolio(assets, wrong)).rejects.toThrow('weight');
  });

  it('stops by a signal', async () => {
    const signal = AbortSignal.abort();
    await expect(portfolio(assets, { ...FEW, names: NAMES, signal })).rejects.toThrow('cancelled');
  });
});
