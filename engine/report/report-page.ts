/**
 * A report as one HTML file: it loads nothing, and is the same bytes for the same report. Its
 * content security policy allows its own style sheet and its own script and nothing else.
 * Must not know: files, commands.
 */

import { createHash } from 'node:crypto';
import { embeddedCurves } from './embedded-curves.ts';
import { escapeHtml } from './html.ts';
import { dataElement, KNOWN_BAR } from './known-html.ts';
import { PAGE_SCRIPT } from './page-script-code.ts';
import { sectionsOf } from './report-sections.ts';
import type { Report } from './report.ts';
import { STYLE_SHEET } from './style-sheet.ts';

/** The text of the HTML file. */
export function reportPage(report: Report): string {
  const { command, data, range, version } = report;
  const subject = `${command}: ${data.name}, `;
  const dates = [...new Set([range.from, range.to].map((time) => time.slice(0, 10)))].join(' to ');
  const sections = sectionsOf(report).filter(({ content }) => content !== '');
  const links = sections.map(
    ({ id, title: name }) => `<li><a href="#${id}">${escapeHtml(name)}</a></li>`,
  );
  const parts = sections.map(
    ({ id, title: name, content }) =>
      `<section id="${id}" aria-labelledby="${id}-title">` +
      `<h2 id="${id}-title">${escapeHtml(name)}</h2>\n${content}</section>\n`,
  );
  const curves = embeddedCurves(report);
  const script = curves === undefined ? '' : PAGE_SCRIPT;
  const policy =
    `default-src 'none'; style-src ${hashOf(STYLE_SHEET)}; ` +
    `script-src ${script === '' ? "'none'" : hashOf(script)}; base-uri 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject + dates)}</title>
<style>${STYLE_SHEET}</style>
</head>
<body>
<header><h1>${escapeHtml(subject)}<span class="dates">${dates}</span></h1>
<p class="quiet">${escapeHtml(report.about)}</p>
${syntheticNotice(report)}</header>
<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>
<main>
${parts.join('')}</main>
${curves === undefined ? '' : KNOWN_BAR + dataElement(curves)}<footer>
Made by walkforest ${escapeHtml(version)}. A past result is no forecast.</footer>
${script === '' ? '' : `<script>${script}</script>\n`}</body>
</html>
`;
}

/** What allows exactly this inline text. */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function syntheticNotice({ data }: Report): string {
  if (!data.synthetic) return '';
  return '<p class="notice">Synthetic sample: generated bars, not a market.</p>';
}
