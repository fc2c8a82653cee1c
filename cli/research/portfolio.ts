/** `npm run portfolio`: a model for each asset of a folder, and all of them as one account. */

import { join } from 'node:path';
import { encodeColumnFile } from '../../data/column-file.ts';
import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import { checkSeeds } from '../../engine/backtest/walk-forward-options.ts';
import { buildDataset } from '../../engine/learn/dataset.ts';
import type { FoldedDataset } from '../../engine/learn/folds.ts';
import { neutralShare } from '../../engine/learn/neutral-labels.ts';
import { checkThresholds, type AssetRun } from '../../engine/portfolio/asset-figures.ts';
import { foldAsset } from '../../engine/portfolio/grow-assets.ts';
import { portfolioResult, type PortfolioResult } from '../../engine/portfolio/portfolio-result.ts';
import { catalogue } from '../../features/catalogue.ts';
import { datasetPlan } from '../../features/dataset-options.ts';
import { resolveFeatures } from '../../features/named-sets.ts';
import { defineCommand, type Command, type CommandContext } from '../framework/command.ts';
import { noteMostlyNeutral } from '../framework/neutral-note.ts';
import { withUndefinedTail } from '../framework/run-bars.ts';
import { portfolioCurves } from './curves-json.ts';
import { predictionTable } from './account-tables.ts';
import { recordPortfolio } from './portfolio-ledger.ts';
import {
  assetNames,
  contextOf,
  loadAssetBars,
  portfolioData,
  type AssetBars,
} from './portfolio-data.ts';
import { growAll } from './portfolio-forests.ts';
import { noteFunding, readAssetFunding } from './portfolio-funding.ts';
import { portfolioJson } from './portfolio-json.ts';
import { PORTFOLIO_OPTIONS } from './portfolio-options.ts';
import { portfolioTable } from './portfolio-table.ts';
import { reported } from './report-options.ts';
import { portfolioText } from './portfolio-text.ts';

export const portfolioCommand: Command = defineCommand({
  name: 'portfolio',
  purpose:
    'Trades several assets, with a model each, as one account. Each model is walked forward.',
  options: PORTFOLIO_OPTIONS,
  examples: [
    '--data-dir etfs --assets SPY,QQQ,TLT,GLD --weights inverse-volatility',
    '--data-dir etfs --config configs/original-system.json --pooled',
  ],
  outputs: async ({ predictions, report, ...source }) => {
    const names = predictions === undefined ? [] : [...(await assetNames(source)), PORTFOLIO];
    const tables = names.map((name) => ({
      path: predictionsPath(predictions!, name),
      columns: true,
    }));
    return [{ path: report }, ...tables];
  },
  run: async (context, options) => {
    const thresholds = options.probabilityThresholds.map(Number);
    checkThresholds(thresholds, 'command line');
    checkSeeds(options.seeds, 'command line');
    const features = resolveFeatures(options.features, catalogue);
    const assets = await loadAssetBars(context, options);
    const funding = await readAssetFunding(
      options,
      assets.map(({ name }) => name),
    );
    const folded: FoldedDataset[] = [];
    for (const asset of assets) {
      const rows = (): FoldedDataset => foldedAsset(context, asset, { ...options, features });
      folded.push(await context.busy('features', rows));
    }
    const data = portfolioData(
      options.dataDir,
      assets.map((asset, i) =>
        withUndefinedTail(context, asset.run, folded[i].dataset.time.at(-1)!),
      ),
    );
    const { own, pooled } = await growAll(context, { assets, folded, features }, options);
    const plan = {
      weights: options.weights,
      windowBars: options.volatilityWindow,
      thresholds,
    };
    const figures = (votes: readonly (readonly Uint32Array[])[]): Promise<PortfolioResult> =>
      context.busy('figures', () => {
        const runs = assets.map(({ name, run: { calendar } }, i): AssetRun => {
          const trade = tradePlan(options, calendar, funding[i]);
          const { seeds } = options;
          return {
            name,
            calendar,
            folded: folded[i],
            plan: trade,
            features,
            seeds,
            votes: votes[i],
          };
        });
        return portfolioResult(runs, plan);
      });
    const result = await figures(own);
    noteFunding(context, result.assets, funding);
    const pooledResult = pooled && (await figures(pooled));
    await writeTables(context, options.predictions, result);
    const trials = await recordPortfolio(
      context,
      { data, assets: data.files! },
      {
        own: result,
        pooled: pooledResult,
        trees: options.trees,
      },
    );
    const shown = { result, pooled: pooledResult };
    const text = portfolioText(shown, { ...options, features, width: context.columns });
    const { keys, documentView } = reported(options, () => portfolioCurves(result));
    return {
      data,
      inputs: funding.filter((series) => series !== undefined),
      result: { ...portfolioJson(shown), ledger: trials.json, ...keys },
      documentView,
      text: `${text}\n\n${trials.text}`,
    };
  },
});

/** The name of the portfolio's own file of predictions. */
const PORTFOLIO = 'portfolio';

function predictionsPath(folder: string, name: string): string {
  return join(folder, `${name}.csv`);
}

/** An asset's rows and folds. */
function foldedAsset(
  context: CommandContext,
  { name, run: { bars, calendar } }: AssetBars,
  options: Parameters<typeof foldAsset>[2] &
    Omit<Parameters<typeof datasetPlan>[1], 'names'> & {
      readonly features: readonly string[];
    },
): FoldedDataset {
  const names = options.features;
  const dataset = buildDataset(bars, datasetPlan(catalogue, { ...options, names }));
  noteMostlyNeutral(contextOf(context, name), neutralShare(dataset.labels), options);
  return foldAsset(dataset, calendar, options);
}

/** Writes the files of `--predictions`. */
async function writeTables(
  context: CommandContext,
  folder: string | undefined,
  { assets, portfolio }: PortfolioResult,
): Promise<void> {
  if (folder === undefined) return;
  for (const { run, arena, set } of assets) {
    const path = predictionsPath(folder, run.name);
    const { neutral } = run.plan.terms;
    const table = predictionTable({ arena, neutral }, set);
    await context.writeFile(path, await encodeColumnFile(path, table));
  }
  const path = predictionsPath(folder, PORTFOLIO);
  const table = portfolioTable(
    portfolio,
    assets.map(({ run }) => run.name),
  );
  await context.writeFile(path, await encodeColumnFile(path, table));
}
