/** The tables of a report that belong to no figure: metrics, features, configuration. */

import { dollarText, percentText, ratioText } from './figure-words.ts';
import { detailsTable, escapeHtml, tableHtml } from './html.ts';
import type { Figure, Report, ReportAccount } from './report.ts';

type Metric = readonly [key: string, title: string, text: (value: Figure) => string];

const countText = (value: Figure): string => (value === null ? '-' : String(Math.round(value)));

/** The metrics in their order, each with what it is annualised by or counted in. */
const METRICS: readonly Metric[] = [
  ['sharpe', 'Sharpe ratio, annualised', ratioText],
  ['sortino', 'Sortino ratio, annualised', ratioText],
  ['calmar', 'Calmar ratio: annual return / worst drawdown', ratioText],
  ['annualReturn', 'return a year, compound', percentText],
  ['totalReturn', 'total return', percentText],
  ['finalCapital', 'final capital', dollarText],
  ['volatility', 'volatility, annualised', percentText],
  ['downsideDeviation', 'downside deviation, annualised', percentText],
  ['maxDrawdown', 'worst drawdown', percentText],
  ['longestDrawdownBars', 'longest drawdown, bars', countText],
  ['shareUnderWater', 'bars below an earlier high', percentText],
  ['ulcerIndex', 'ulcer index', percentText],
  ['recoveryFactor', 'total return / worst drawdown', ratioText],
  ['winRate', 'bars with a gain', percentText],
  ['profitFactor', 'profit factor (bars)', ratioText],
  ['payoffRatio', 'mean gain / mean loss (bars)', ratioText],
  ['valueAtRisk95', 'value at risk 95 %, a bar', percentText],
  ['expectedShortfall95', 'expected shortfall 95 %, a bar', percentText],
  ['tailRatio', 'tail ratio', ratioText],
  ['skewness', 'skewness (bars)', ratioText],
  ['excessKurtosis', 'excess kurtosis (bars)', ratioText],
  ['turnover', 'turnover, a bar', ratioText],
  ['totalTurnover', 'turnover, all bars', ratioText],
  ['exposure', 'bars with a position', percentText],
  ['alpha', 'alpha against buy and hold, annualised', percentText],
  ['alphaT', 't of alpha', ratioText],
  ['beta', 'beta against buy and hold', ratioText],
  ['correlation', 'correlation with buy and hold', ratioText],
  ['informationRatio', 'information ratio, annualised', ratioText],
  ['bars', 'bars', countText],
];

/** The first figures of the first account as tiles. */
export function tilesHtml({ accounts, buyHold, periodsPerYear }: Report): string {
  const main = accounts[0];
  if (main === undefined) return '';
  const tile = (key: string, title: string, text: (value: Figure) => string, note: string) => {
    const value = main.metrics[key] ?? null;
    if (value === null) return '';
    const small = note === '' ? '' : `<small>${escapeHtml(note)}</small>`;
    return `<div><dt>${escapeHtml(title)}</dt><dd>${text(value)}${small}</dd></div>`;
  };
  const held = (key: string, text: (value: Figure) => string): string => {
    const value = buyHold.metrics[key] ?? null;
    // A narrow tile must not part a figure from its sign.
    return value === null ? '' : `buy and hold ${text(value).replaceAll(' ', '\u00A0')}`;
  };
  const error = main.standardError === null ? [] : [`± ${ratioText(main.standardError)}`];
  return (
    `<p class="quiet">${escapeHtml(main.name)}; annualised with ${periodsPerYear} bars a ` +
    'year; ± is the standard error of the Sharpe ratio</p>' +
    '<dl class="tiles">' +
    tile(
      'sharpe',
      'Sharpe ratio',
      ratioText,
      [...error, held('sharpe', ratioText)].filter((part) => part !== '').join('; '),
    ) +
    tile('annualReturn', 'Return a year', percentText, held('annualReturn', percentText)) +
    tile('maxDrawdown', 'Worst drawdown', percentText, held('maxDrawdown', percentText)) +
    tile('volatility', 'Volatility a year', percentText, held('volatility', percentText)) +
    tile('finalCapital', 'Capital became', dollarText, held('finalCapital', dollarText)) +
    tile('exposure', 'Exposure', percentText, held('exposure', percentText)) +
    '</dl>'
  );
}

/** All metrics of all accounts, and of buy and hold. */
export function metricTable({ accounts, buyHold }: Report): string {
  const held = { ...buyHold, name: 'buy and hold', standardError: null };
  const columns = Object.keys(buyHold.metrics).length === 0 ? accounts : [...accounts, held];
  if (columns.length === 0) return '';
  const known = METRICS.filter(([key]) => columns.some(({ metrics }) => isKnown(metrics[key])));
  const rows = known.map(([key, title, text]) =>
    [title].concat(columns.map(({ metrics }) => text(metrics[key] ?? null))),
  );
  const errors = columns.map(({ standardError }) => ratioText(standardError));
  if (errors.some((text) => text !== '-')) {
    rows.splice(1, 0, ['standard error of the Sharpe ratio', ...errors]);
  }
  const head = ['metric', ...columns.map(({ name }) => name)];
  return tableHtml({ caption: 'metrics, after costs', head, rows });
}

/** The features of each account. */
export function featureTable(accounts: readonly ReportAccount[]): string {
  const rows = accounts
    .filter(({ features }) => features.length > 0)
    .map(({ name, features }) => [name, String(features.length), features.join(', ')]);
  if (rows.length === 0) return '';
  return tableHtml({ caption: 'features', head: ['set', 'number', 'features'], rows });
}

/** The configuration, the data and the command that recomputes the result. */
export function runHtml({ configuration, data, version, replay, trialsEver }: Report): string {
  const rows = Object.entries(configuration).map(([name, value]) => [name, settingText(value)]);
  const trials =
    trialsEver === undefined ? '' : `<p>Trials ever made on these data: ${trialsEver}.</p>`;
  return (
    `<p>walkforest ${escapeHtml(version)}, ${data.rows} bars of ${escapeHtml(data.name)}, ` +
    `SHA-256 <code>${escapeHtml(data.sha256)}</code></p>${trials}` +
    replayHtml(replay) +
    detailsTable({ caption: 'configuration', head: ['option', 'value'], rows })
  );
}

function replayHtml(replay: string | undefined): string {
  if (replay === undefined) return '';
  return (
    '<p>This command recomputes the saved result and says whether it is identical:</p>' +
    `<pre tabindex="0"><code>${escapeHtml(replay)}</code></pre>`
  );
}

function settingText(value: unknown): string {
  if (value === null) return 'not given';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isKnown(value: Figure | undefined): boolean {
  return value !== null && value !== undefined;
}
