/**
 * A report as one HTML file: it loads nothing, runs nothing, and is the same bytes for the same
 * report. Its content security policy allows its own style sheet and nothing else.
 * Must not know: files, commands.
 */

import { createHash } from 'node:crypto';
import { equityFigure, underwaterFigure } from './equity-figures.ts';
import { escapeHtml } from './html.ts';
import { monthFigure, regimeTable, yearFigure } from './period-figures.ts';
import { featureTable, metricTable, runHtml, tilesHtml } from './report-tables.ts';
import type { Report, ReportAccount } from './report.ts';
import { histogramFigure, rollingFigure, seedFigure } from './return-figures.ts';
import { traceFigure, windowFigure } from './selection-figures.ts';
import { STYLE_SHEET } from './style-sheet.ts';

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
    ...accounts.map((account, i) => ({
      id: `account-${i + 1}`,
      title: account.name,
      content: accountHtml(report, account, i === 0 || accounts.length < 3),
    })),
    { id: 'metrics', title: 'All metrics', content: metricTable(report) },
    {
      id: 'selection',
      title: 'Selection',
      content: (steps.length > 0 ? traceFigure(steps) : '') + windowFigure(windows),
    },
    { id: 'features', title: 'Features', content: featureTable(accounts) },
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

/** With `full` also the figures that a page of many accounts has of its first one only. */
function accountHtml(report: Report, account: ReportAccount, full: boolean): string {
  const { name, curve, monthly, yearly, drawdowns = [], regimes } = account;
  const { capital, regimeSpans, periodsPerYear } = report;
  const plan = { name, held: report.buyHold.curve, regimeSpans, capital };
  const drawn =
    curve === undefined
      ? ['', '', '', '', '']
      : [
          equityFigure({ ...plan, curve }, 'logarithmic'),
          full ? equityFigure({ ...plan, curve }, 'linear') : '',
          underwaterFigure({ name, curve }, drawdowns),
          full ? rollingFigure(name, curve, periodsPerYear) : '',
          full ? histogramFigure(name, curve) : '',
        ];
  const [logarithmic, linear, underwater, rolling, histogram] = drawn;
  return [
    logarithmic,
    linear,
    underwater,
    monthly === undefined ? '' : monthFigure(name, monthly),
    yearly === undefined ? '' : yearFigure({ name, yearly, curve }, periodsPerYear),
    rolling,
    histogram,
    regimes === undefined ? '' : regimeTable(name, regimes),
    seedFigure(account),
  ].join('');
}

function syntheticNotice({ data }: Report): string {
  if (!data.synthetic) return '';
  return '<p class="notice">Synthetic sample: generated bars, not a market.</p>';
}
