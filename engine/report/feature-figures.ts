/** What features are: their formulas, their importances, and which of them say the same. */

import { box, coordinate, drawing, horizontalAxis, RIGHT } from './drawing.ts';
import { percentText, ratioText } from './figure-words.ts';
import { detailsTable, escapeHtml, figureHtml } from './html.ts';
import type { FeatureFacts, Figure } from './report.ts';
import { linearScale } from './scale.ts';

/** The most important features that are drawn; the table has all. */
const DRAWN = 20;

/** Where bars begin: names of features are long. */
const START = 190;
const ROW = 20;
const TOP = 8;

/** Formulas, importances and correlations, as far as the result has them. */
export function featureHtml({ formulas, correlated, importance }: FeatureFacts): string {
  const formulaRows = formulas.map(({ feature, formula }) => [feature, formula]);
  const pairs = correlated.map(({ features, correlation }) => [
    features[0] ?? '',
    features[1] ?? '',
    ratioText(correlation, 3),
  ]);
  return [
    detailsTable({ caption: 'formulas', head: ['feature', 'formula'], rows: formulaRows }),
    ...Object.entries(importance).map(([kind, ranked]) => importanceFigure(kind, ranked)),
    detailsTable({
      caption: 'correlated features',
      head: ['feature', 'and', 'correlation'],
      rows: pairs,
    }),
  ].join('');
}

function importanceFigure(
  kind: string,
  ranked: readonly { readonly feature: string; readonly importance: Figure }[],
): string {
  const drawn = ranked.slice(0, DRAWN).filter(({ importance }) => importance !== null);
  if (drawn.length === 0) return '';
  const values = drawn.map(({ importance }) => importance ?? 0);
  const range = { low: Math.min(0, ...values), high: Math.max(0, ...values) };
  const text = (value: number): string => percentText(value, 1);
  const x = linearScale({ ...range, from: START, to: RIGHT - 20, text }, 6);
  const bars = drawn.map(({ feature, importance }, i) => {
    const [zero, end] = [x.place(0), x.place(importance ?? 0)];
    const y = TOP + ROW * i;
    const place = { x: Math.min(zero, end), y, width: Math.abs(end - zero), height: ROW - 6 };
    return (
      `<text class="tick end" x="${START - 8}" y="${coordinate(y + 11)}">` +
      `${escapeHtml(feature)}</text>${box(place, 'made', `${feature}: ${percentText(importance)}`)}`
    );
  });
  const bottom = TOP + ROW * drawn.length;
  const title = `Importance of the features: ${kind}`;
  return figureHtml({
    title,
    description: IMPORTANCE_WORDS[kind] ?? '',
    svg: drawing(title, bottom + 42, bars.join('') + horizontalAxis(x, bottom, 'importance')),
    table: {
      caption: `importance, ${kind}`,
      head: ['feature', 'importance'],
      rows: ranked.map(({ feature, importance }) => [feature, percentText(importance, 2)]),
    },
  });
}

const IMPORTANCE_WORDS: Readonly<Record<string, string>> = {
  gini:
    'The share of the decrease in impurity that splits on the feature made in training. It says ' +
    'what the forest used, not what helped out of sample.',
  permutation: 'The accuracy that is lost out of sample if the values of the feature are shuffled.',
};
