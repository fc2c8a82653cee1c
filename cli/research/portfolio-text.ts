/**
 * A portfolio as a text for a terminal: the conditions, the warnings, the assets and the portfolio
 * compared, then thresholds, correlations, shares, years and drawdowns.
 */

import pc from 'picocolors';
import { undecidedBars } from '../../engine/backtest/undecided-bars.ts';
import { utcDate } from '../../engine/core/bar-time.ts';
import type { TradePlan } from '../../engine/backtest/trade-plan.ts';
import type { AssetFigures } from '../../engine/portfolio/asset-figures.ts';
import type { CombinedFigures } from '../../engine/portfolio/combined-figures.ts';
import type { PortfolioResult } from '../../engine/portfolio/portfolio-result.ts';
import { mean } from '../../engine/statistics/moments.ts';
import { figure, percent, returnPercent, signedPercent } from '../framework/figure-text.ts';
import { counted } from '../../engine/core/counted.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';
import { accountingMark, accountingText } from './accounting-text.ts';
import { treesText } from './forest-text.ts';
import { metricColumns } from './metric-columns.ts';
import { NOT_DEFLATED, thresholdName, type ShownPortfolio } from './portfolio-json.ts';
import { ruinLines, shortSampleLines, undecidedLines } from './result-warnings.ts';

/** What the heading says, and the width of the terminal. */
export type PortfolioTerms = TableLayout & {
  readonly seeds: readonly number[];
  readonly trees: number;
  readonly bins: number;
  readonly features: readonly string[];
  readonly threshold: number;
};

/** The whole portfolio. */
export function portfolioText({ result, pooled }: ShownPortfolio, terms: PortfolioTerms): string {
  const layout = { width: terms.width };
  return [
    heading(result, terms),
    warnings(result),
    assetsTable(result, layout),
    thresholdsTable(result, layout),
    correlationText(result, layout),
    sharesTable(result, layout),
    pooled === undefined ? '' : pooledTable(result, pooled, layout),
    yearsTable(result, layout),
    drawdownsTable(result, layout),
    caveats(result),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

/** What shares are called: `equal`, `by inverse volatility over 60 bars`. */
function ruleText({ plan }: PortfolioResult): string {
  if (plan.weights === 'equal') return 'equal shares';
  return `shares by inverse volatility over ${plan.windowBars} bars`;
}

/** What is said of Sharpe ratios that are not those of the assets' own accounts. */
function inDollarsText({ assets }: PortfolioResult): string {
  return assets[0].run.plan.terms.payoff === 'inverse' ? ' in dollars' : '';
}

/** What the payoff is called; undefined: as for a single market. */
function payoffText({ terms }: TradePlan): string | undefined {
  if (terms.payoff !== 'inverse') return undefined;
  return 'coin-margined contracts, each share in its own coin; the portfolio in dollars';
}

function heading(result: PortfolioResult, terms: PortfolioTerms): string {
  const { assets, portfolio } = result;
  const { account, periodsPerYear, periodsFrom } = portfolio;
  const { seeds, features, threshold } = terms;
  const { plan } = assets[0].run;
  return [
    `${counted(assets.length, 'asset')}, ${ruleText(result)}; ` +
      `${counted(account.time.length, 'bar')}, ` +
      `${utcDate(account.time[0])} to ${utcDate(account.earned.at(-1)!)}`,
    `a model for each asset: ${treesText(terms)}, ` +
      `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}, ` +
      `${counted(features.length, 'feature')}, threshold ${threshold}`,
    accountingText({ terms: plan.terms, periodsPerYear, periodsFrom }, payoffText(plan)),
  ].join('\n');
}

function warnings({ assets, portfolio }: PortfolioResult): string {
  const ruins = [
    ...assets.map(({ run, trade }) => ({ name: run.name, time: trade.account.ruinedAt })),
    { name: 'the portfolio', time: portfolio.account.ruinedAt },
  ].filter(({ time }) => time !== undefined);
  return [
    ...ruinLines(ruins),
    ...assets.flatMap(({ run, arena }) =>
      undecidedLines(undecidedBars(arena), run.plan.terms.payoff).map(
        (line) => `${run.name}: ${line}`,
      ),
    ),
    ...shortSampleLines(portfolio.account.time.length, [portfolio.sharpeError]),
  ].join('\n');
}

function assetsTable(result: PortfolioResult, layout: TableLayout): string {
  const { assets, portfolio, buyHold } = result;
  const { plan } = assets[0].run;
  const { capital, terms } = plan;
  const columns = metricColumns(
    { payoff: terms.payoff, capital },
    { withDollars: true, coin: 'coin' },
  );
  const row = (name: string, { figures, sharpeError }: CombinedFigures): string[] => {
    const cells = columns.cells({ metrics: figures.metrics, sharpeError, noCoin: true });
    return [name, ...cells, figure(figures.metrics.maxDrawdownLog, 2), ''];
  };
  const rows = assets.map(({ run, trade, sharpeError, buyHold: held }) => {
    const { metrics } = trade;
    const inDollars = (trade.dollars ?? trade).metrics;
    const cells = columns.cells({ metrics, sharpeError, inDollars });
    const more = [figure(metrics.maxDrawdownLog, 2), figure(held.metrics.sharpe)];
    return [run.name].concat(cells, more);
  });
  rows.push(row('portfolio', portfolio), row('buy and hold', buyHold));
  const title = `Out of sample${accountingMark(plan)}`;
  const header = ['asset', ...columns.header, 'dd log', 'Sharpe of holding'];
  return titled(title, textTable(header, rows, layout));
}

function thresholdsTable({ assets }: PortfolioResult, layout: TableLayout): string {
  const thresholds = assets[0].byThreshold;
  if (thresholds.length === 0) return '';
  const rows = assets.map((asset) => [
    asset.run.name,
    figure(asset.trade.metrics.sharpe),
    ...asset.byThreshold.map((own) => {
      const isBest = own.probabilityThreshold === asset.best?.probabilityThreshold;
      return `${figure(own.trade.metrics.sharpe)}${isBest ? ' *' : ''}`;
    }),
    asset.best === undefined ? '-' : `${asset.best.lead > 0 ? '+' : ''}${figure(asset.best.lead)}`,
  ]);
  const names = thresholds.map((own) => `> ${thresholdName(own.probabilityThreshold)}`);
  const header = ['asset', 'default', ...names, 'lead'];
  const trials = thresholds.length + 1;
  return [
    titled('Sharpe by threshold of probability', textTable(header, rows, layout)),
    `* the best threshold, one of ${trials} trials on the same bars; lead: over the default. ` +
      'Both are known in hindsight only, and the portfolio trades the default.',
  ].join('\n');
}

function correlationText(result: PortfolioResult, layout: TableLayout): string {
  const { assets, correlation, portfolio, meanSharpe, diversificationRatio } = result;
  if (assets.length < 2) return '';
  const { matrix, commonBars } = correlation;
  const title = `Correlation of net returns, ${commonBars} common bars`;
  const names = assets.map(({ run }) => run.name);
  const table =
    'missing' in matrix
      ? `none: ${matrix.missing}`
      : textTable(
          ['', ...names],
          matrix.map((row, i) => [names[i]].concat(row.map((value) => figure(value, 2)))),
          layout,
        );
  const sharpe = figure(portfolio.figures.metrics.sharpe);
  const ratio = figure(diversificationRatio, 2);
  return [
    titled(title, table),
    `diversification ratio ${ratio}: the portfolio's Sharpe ratio of ${sharpe} over the ` +
      `assets' mean of ${figure(meanSharpe)}${inDollarsText(result)}`,
  ].join('\n');
}

function sharesTable(result: PortfolioResult, layout: TableLayout): string {
  const { assets, portfolio } = result;
  const rows = assets.map((asset, i) => {
    const held = portfolio.weights[i].filter((share) => share > 0);
    const { positionCounts, metrics } = asset.trade;
    const long = percent(positionCounts.long / metrics.bars);
    const short = percent(positionCounts.short / metrics.bars);
    return [
      asset.run.name,
      percent(mean(held)),
      percent(held.reduce((least, share) => Math.min(least, share), 1)),
      percent(held.reduce((most, share) => Math.max(most, share), 0)),
      String(held.length),
      long,
      short,
    ];
  });
  const header = ['asset', 'mean share', 'least', 'most', 'bars', 'long', 'short'];
  return titled(`Capital: ${ruleText(result)}`, textTable(header, rows, layout));
}

function pooledTable(own: PortfolioResult, pooled: PortfolioResult, layout: TableLayout): string {
  const row = (
    name: string,
    before: { readonly sharpe: number; readonly error: number },
    after: { readonly sharpe: number; readonly error: number },
  ): string[] => [
    name,
    figure(before.sharpe),
    figure(before.error, 2),
    figure(after.sharpe),
    figure(after.error, 2),
    figure(after.sharpe - before.sharpe),
  ];
  const ofAsset = ({ trade, sharpeError: error }: AssetFigures) => ({
    sharpe: trade.metrics.sharpe,
    error,
  });
  const ofAll = ({ portfolio }: PortfolioResult) => ({
    sharpe: portfolio.figures.metrics.sharpe,
    error: portfolio.sharpeError,
  });
  const rows = own.assets.map((asset, i) =>
    row(asset.run.name, ofAsset(asset), ofAsset(pooled.assets[i])),
  );
  rows.push(row('portfolio', ofAll(own), ofAll(pooled)));
  const header = ['asset', 'own model', 'SE', 'pooled', 'SE', 'change'];
  return titled(
    'Sharpe of own models, and of one model trained on the rows of all assets',
    textTable(header, rows, layout),
  );
}

function yearsTable({ assets, portfolio, buyHold }: PortfolioResult, layout: TableLayout): string {
  const rows = portfolio.figures.yearly.map(({ year, totalLogReturn, sharpe }) => {
    const held = buyHold.figures.yearly.find((other) => other.year === year);
    const cells = [{ totalLogReturn, sharpe }, ...(held === undefined ? [] : [held])];
    return [
      String(year),
      ...cells.map((own) => `${returnPercent(own.totalLogReturn)} (${figure(own.sharpe, 2)})`),
    ];
  });
  const title = `Return by year (Sharpe)${accountingMark(assets[0].run.plan)}`;
  return titled(title, textTable(['year', 'portfolio', 'buy and hold'], rows, layout));
}

function drawdownsTable({ assets, portfolio }: PortfolioResult, layout: TableLayout): string {
  const { drawdowns } = portfolio.figures;
  if (drawdowns.length === 0) return '';
  const rows = drawdowns.map(({ depth, start, trough, end, bars, recovered }) => [
    signedPercent(-depth),
    utcDate(start),
    utcDate(trough),
    `${utcDate(end)}${recovered ? '' : ', goes on'}`,
    String(bars),
  ]);
  const title = `Deepest drawdowns of the portfolio${accountingMark(assets[0].run.plan)}`;
  return titled(title, textTable(['fall', 'from', 'lowest', 'to', 'bars'], rows, layout));
}

function caveats({ assets, portfolio }: PortfolioResult): string {
  const errors = [...assets, portfolio].map(({ sharpeError }) => sharpeError);
  const known = errors.filter((error) => !Number.isNaN(error));
  const lines = [
    NOT_DEFLATED,
    ...(known.length === 0
      ? []
      : [
          `SE: standard error of a Sharpe ratio, here at most ${figure(Math.max(...known), 2)}. ` +
            'A difference of two of them can be chance.',
        ]),
  ];
  return lines.map((line) => pc.yellow(line)).join('\n');
}
