/**
 * A report as one HTML file: it loads nothing, runs nothing, and is the same bytes for the same
 * report. Its content security policy allows its own style sheet and nothing else.
 * Must not know: files, commands.
 */

import { createHash } from 'node:crypto';
import { pageRepeats } from './drawing.ts';
import { equityFigure, equityRange, underwaterFigure, type EquityPlan } from './equity-figures.ts';
import { featureHtml } from './feature-figures.ts';
import { escapeHtml } from './html.ts';
import { foldFigure } from './fold-figures.ts';
import { driftTable, reliabilityFigure } from './model-figures.ts';
import { monthFigure, regimeTable, yearFigure } from './period-figures.ts';
import { featureTable, metricTable, runHtml, tilesHtml } from './report-tables.ts';
import type { Report, ReportAccount } from './report.ts';
import { histogramFigure, rollingFigure, seedFigure } from './return-figures.ts';
import { traceFigure, windowFigure } from './selection-figures.ts';
import { sensitivityFigure } from './sensitivity-figures.ts';
import { STYLE_SHEET } from './style-sheet.ts';
import { tradeFigure } from './trade-figures.ts';

/** A part of the page with its place in the table of contents. */
type Section = { readonly id: string; readonly title: string; readonly content: string };

/** The text of the HTML file. */
export function reportPage(report: Report): string {
  const { command, data, range, version } = report;
  const title = `${command}: ${data.name}, ${range.from.slice(0, 10)} to ${range.to.slice(0, 10)}`;
  const sections = sectionsOf(report).filter(({ content }) => content !== '');
  const links = sections.map(
    ({ id, title: name }) => `<li><a href="#${id}">${escapeHtml(name)}</a></li>`,
  );
  const parts = sections.map(
    ({ id, title: name, content }) =>
      `<section id="${id}" aria-labelledby="${id}-title">` +
      `<h2 id="${id}-title">${escapeHtml(name)}</h2>\n${content}</section>\n`,
  );
  const hash = createHash('sha256').update(STYLE_SHEET).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE_SHEET}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1>
<p class="quiet">${range.rows} tested rows in ${range.foldCount} folds. Every figure is out of
sample and after costs of ${report.costBps} basis points.</p>
${syntheticNotice(report)}</header>
<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>
<main>
${parts.join('')}</main>
<footer>Made by walkforest ${escapeHtml(version)}. A past result is no forecast.</footer>
</body>
</html>
`;
}

function sectionsOf(report: Report): readonly Section[] {
  const { accounts, steps, windows } = report;
  return [
    { id: 'verdict', title: 'Verdict', content: verdictHtml(report) },
    ...accountSections(report),
    { id: 'metrics', title: 'All metrics', content: metricTable(report) },
    {
      id: 'selection',
      title: 'Selection',
      content: (steps.length > 0 ? traceFigure(steps) : '') + windowFigure(windows),
    },
    {
      id: 'sensitivity',
      title: 'Sensitivity',
      content: accounts
        .map(({ name, sensitivity }) => sensitivity && sensitivityFigure(name, sensitivity))
        .filter((part) => typeof part === 'string')
        .join(''),
    },
    {
      id: 'reliability',
      title: 'Reliability of the probabilities',
      content: accounts
        .slice(0, accounts.length < 3 ? 2 : 1)
        .map(({ name, reliability }) => reliability && reliabilityFigure(name, reliability))
        .filter((part) => typeof part === 'string')
        .join(''),
    },
    { id: 'folds', title: 'Folds', content: foldFigure(report.folds) },
    {
      id: 'features',
      title: 'Features',
      content: [
        featureTable(accounts),
        featureHtml(report.features),
        driftTable(report.drift.features, report.drift.recentRows),
      ].join(''),
    },
    { id: 'run', title: 'Configuration and replay', content: runHtml(report) },
  ];
}

function verdictHtml(report: Report): string {
  const lines = report.verdict.map((sentence) => `<li>${escapeHtml(sentence)}</li>`);
  const list = lines.length === 0 ? '' : `<ol class="verdict">${lines.join('\n')}</ol>`;
  const curves = report.accounts.some(({ curve }) => curve !== undefined);
  const notice = curves
    ? ''
    : '<p class="notice">The saved result has no curves, so equity, positions and drawdowns are ' +
      'not drawn. Save the result with <code>--curves</code> to have them.</p>';
  return list + tilesHtml(report) + notice;
}

/** One section an account. */
function accountSections(report: Report): readonly Section[] {
  const { accounts, buyHold, capital, regimeSpans } = report;
  const curves = [...accounts, buyHold].map(({ curve }) => curve);
  const shared = {
    held: buyHold.curve,
    regimeSpans,
    capital,
    range: equityRange(curves, capital),
    repeats: pageRepeats(),
  };
  return accounts.map((account, index) => ({
    id: `account-${index + 1}`,
    title: account.name,
    content: accountHtml(report, account, {
      ...shared,
      index,
      full: index === 0 || accounts.length < 3,
    }),
  }));
}

/** With `full` also the figures that a page of many accounts has of its first one only. */
function accountHtml(
  { periodsPerYear }: Report,
  account: ReportAccount,
  { full, ...shared }: Omit<EquityPlan, 'name' | 'curve'> & { readonly full: boolean },
): string {
  const { name, curve, monthly, yearly, drawdowns = [], regimes, trades = [] } = account;
  const own = curve === undefined ? undefined : { ...shared, name, curve };
  return [
    own && equityFigure(own, 'logarithmic'),
    own && full && equityFigure(own, 'linear'),
    own && underwaterFigure(own, drawdowns),
    monthly && monthFigure(name, monthly),
    yearly && yearFigure({ name, yearly, curve }, periodsPerYear),
    own && full && rollingFigure(own, periodsPerYear),
    own && full && histogramFigure(name, own.curve),
    own && tradeFigure({ ...own, trades }),
    regimes && regimeTable(name, regimes),
    seedFigure(account),
  ]
    .filter((part) => typeof part === 'string')
    .join('');
}

function syntheticNotice({ data }: Report): string {
  if (!data.synthetic) return '';
  return '<p class="notice">Synthetic sample: generated bars, not a market.</p>';
}
