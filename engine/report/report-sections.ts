/** The parts of a page in their order, each with its figures and tables. */

import { correlationFigure, weightTable } from './asset-figures.ts';
import { baselineFigure, baselineTable } from './baseline-figures.ts';
import { compareFigure, curveKind, HELD_KIND, HELD_NAME } from './compare-figure.ts';
import { monthsOf, yearsOf } from './curve-periods.ts';
import { decisionHtml, decisionTitle } from './decision-figures.ts';
import { pageRepeats } from './drawing.ts';
import { equityFigure, equityRange, underwaterFigure, type EquityPlan } from './equity-figures.ts';
import { evidenceFigure } from './evidence-figure.ts';
import { featureHtml } from './feature-figures.ts';
import { foldFigure } from './fold-figures.ts';
import { escapeHtml } from './html.ts';
import { KNOWN_TABLE, ZOOM_PLACE } from './known-html.ts';
import { driftTable, reliabilityFigure } from './model-figures.ts';
import { nullFigure } from './null-figure.ts';
import { pathFigure } from './path-figure.ts';
import { monthFigure, regimeTable, yearFigure } from './period-figures.ts';
import { featureTable, metricTable, runHtml, tilesHtml } from './report-tables.ts';
import type { Report, ReportAccount } from './report.ts';
import { histogramFigure, rollingFigure, seedFigure } from './return-figures.ts';
import { traceFigure, windowFigure } from './selection-figures.ts';
import { sensitivityFigure } from './sensitivity-figures.ts';
import { sensitivityTable } from './sensitivity-table.ts';
import { tradeFigure } from './trade-figures.ts';

/** Rows of the table of trades on a page of one or two accounts, and on one of more: its size. */
const MANY_TRADES = 400;
const FEW_TRADES = 100;

/** A part of the page with its place in the table of contents. */
type Section = { readonly id: string; readonly title: string; readonly content: string };

/** The sections of a page in their order; the content of one may be empty. */
export function sectionsOf(report: Report): readonly Section[] {
  const { accounts, steps, windows } = report;
  const shared = sharedOf(report);
  return [
    { id: 'verdict', title: 'Verdict', content: verdictHtml(report) },
    { id: 'equity', title: 'Equity', content: equityHtml(report, shared) },
    { id: 'assets', title: 'Assets together', content: assetsHtml(report) },
    { id: 'evidence', title: 'Evidence', content: evidenceHtml(report) },
    ...decisionSections(report),
    ...accountSections(report, shared),
    { id: 'metrics', title: 'All metrics', content: metricTable(report) },
    {
      id: 'selection',
      title: 'Selection',
      content: (steps.length > 0 ? traceFigure(steps) : '') + windowFigure(windows),
    },
    {
      id: 'null',
      title: 'Without skill',
      content: report.nulls
        .map(({ name, values, real }) => nullFigure(name, values, real))
        .join(''),
    },
    {
      id: 'paths',
      title: 'Combinatorial purged paths',
      content: report.paths.map(pathFigure).join(''),
    },
    { id: 'baselines', title: 'Baselines', content: baselinesHtml(report) },
    {
      id: 'sensitivity',
      title: 'Sensitivity',
      content: sensitivityHtml(accounts),
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

function baselinesHtml({ accounts, buyHold }: Report): string {
  const drawn = accounts.slice(0, accounts.length < 3 ? 2 : 1);
  const figures = drawn.map((account) => baselineFigure(account, buyHold.metrics));
  return figures.join('') + baselineTable(accounts);
}

/** A page of many accounts draws the first one and has a table of all. */
function sensitivityHtml(accounts: Report['accounts']): string {
  const drawn = accounts.slice(0, accounts.length < 3 ? 2 : 1);
  const figures = drawn.flatMap(({ name, sensitivity }) =>
    sensitivity === undefined ? [] : [sensitivityFigure(name, sensitivity)],
  );
  return figures.join('') + sensitivityTable(accounts);
}

function verdictHtml(report: Report): string {
  const lines = report.verdict.map((sentence) => `<li>${escapeHtml(sentence)}</li>`);
  const list = lines.length === 0 ? '' : `<ol class="verdict">${lines.join('\n')}</ol>`;
  const { accounts } = report;
  const drawn = accounts.length === 0 || accounts.some(({ curve }) => curve !== undefined);
  const notice = drawn
    ? ''
    : '<p class="notice">The saved result has no curves, so equity, positions and drawdowns are ' +
      'not drawn. Save the result with <code>--curves</code> to have them.</p>';
  return list + tilesHtml(report) + notice;
}

function decisionSections({ decision }: Report): readonly Section[] {
  if (decision === undefined) return [];
  return [{ id: 'decision', title: decisionTitle(decision), content: decisionHtml(decision) }];
}

/** What all drawings of equity share. */
type Shared = Omit<EquityPlan, 'name' | 'curve' | 'index'>;

function sharedOf({ accounts, buyHold, capital, regimeSpans }: Report): Shared {
  const curves = [...accounts, buyHold].map(({ curve }) => curve);
  const range = equityRange(curves, capital);
  const heldName = buyHold.name ?? HELD_NAME;
  return { held: buyHold.curve, heldName, regimeSpans, capital, range, repeats: pageRepeats() };
}

/** The accounts with curves together; a single one with its regimes and positions. */
function equityHtml({ accounts, buyHold }: Report, shared: Shared): string {
  const drawn = accounts.flatMap(({ name, curve }, index) =>
    curve === undefined ? [] : [{ name, curve, index }],
  );
  if (drawn.length === 0) return '';
  if (drawn.length === 1) {
    return KNOWN_TABLE + equityFigure({ ...shared, ...drawn[0]! }, 'logarithmic', ZOOM_PLACE);
  }
  const others = drawn.map((account, i) => ({
    name: account.name,
    kind: curveKind(i),
    curve: account.curve,
  }));
  const name = buyHold.name ?? HELD_NAME;
  const held = buyHold.curve && [{ name, kind: HELD_KIND, curve: buyHold.curve }];
  return KNOWN_TABLE + compareFigure([...others, ...(held ?? [])], shared, ZOOM_PLACE);
}

function assetsHtml({ assets }: Report): string {
  if (assets === undefined) return '';
  const { names, matrix, weights } = assets;
  return (matrix === undefined ? '' : correlationFigure(names, matrix)) + weightTable(weights);
}

function evidenceHtml({ evidence }: Report): string {
  return evidence === undefined ? '' : evidenceFigure(evidence.time, evidence.curves);
}

/** One section an account, except for the parts of another one. */
function accountSections(report: Report, shared: Shared): readonly Section[] {
  const own = report.accounts.filter(({ part = false }) => !part);
  const drawnOnce = report.accounts.filter(({ curve }) => curve !== undefined).length === 1;
  return own.map((account) => {
    const index = report.accounts.indexOf(account);
    const crowded = own.length > 2;
    const full = index === 0 || !crowded;
    const most = crowded ? FEW_TRADES : MANY_TRADES;
    return {
      id: `account-${index + 1}`,
      title: account.name,
      content: accountHtml(report, account, { ...shared, index, full, drawnOnce, most }),
    };
  });
}

type AccountPlan = Shared & {
  readonly index: number;
  readonly full: boolean;
  /** True if the equity of all accounts is that of this one. */
  readonly drawnOnce: boolean;
  /** How many trades the table lists. */
  readonly most: number;
};

/** With `full` also the figures that a page of many accounts has of its first one only. */
function accountHtml(
  { periodsPerYear }: Report,
  account: ReportAccount,
  { full, drawnOnce, most, ...shared }: AccountPlan,
): string {
  const { name, curve, drawdowns = [], regimes, trades = [] } = account;
  const own = curve === undefined ? undefined : { ...shared, name, curve };
  const monthly = account.monthly ?? (curve && monthsOf(curve));
  const yearly = account.yearly ?? (curve && yearsOf(curve, periodsPerYear));
  return [
    own && !drawnOnce && equityFigure(own, 'logarithmic'),
    own && full && equityFigure(own, 'linear'),
    own && underwaterFigure(own, drawdowns),
    monthly && monthFigure(name, monthly),
    yearly && yearFigure({ name, yearly, curve }, periodsPerYear),
    own && full && rollingFigure(own, periodsPerYear),
    own && full && histogramFigure(name, own.curve),
    own && full && tradeFigure({ ...own, trades, most }),
    regimes && regimeTable(name, regimes),
    seedFigure(account),
  ]
    .filter((part) => typeof part === 'string')
    .join('');
}
