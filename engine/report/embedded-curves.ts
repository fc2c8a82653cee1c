/**
 * The curves of a page as data inside of it, which its script draws and cuts. The browser's files
 * and the page's maker share this form.
 */

import { encodeEquity, encodeIntegers, encodeTimes } from './curve-text.ts';
import { curveKind, HELD_KIND, HELD_NAME } from './compare-figure.ts';
import type { Curve, Report } from './report.ts';

/** The content of the page's element `curves`, as JSON. */
export type EmbeddedCurves = {
  readonly periodsPerYear: number;
  readonly capital: number;
  readonly logReturns: boolean;
  /** Texts of `encodeTimes`, each once. */
  readonly times: readonly string[];
  /** Those of the accounts in their order, null without a curve; then what they compare with. */
  readonly curves: readonly (EmbeddedCurve | null)[];
  /** Runs of bull and of bear: start, end, start, … of what accounts compare with, as texts. */
  readonly regimes: { readonly bull: string; readonly bear: string };
};

type EmbeddedCurve = {
  readonly name: string;
  /** A class of the style sheet, whose colour the line has. */
  readonly kind: string;
  /** Index among the times. */
  readonly times: number;
  /** A text of `encodeEquity`. */
  readonly equity: string;
};

/** The curves of `report`; undefined if it has none. */
export function embeddedCurves(report: Report): EmbeddedCurves | undefined {
  const { accounts, buyHold, periodsPerYear, capital, logReturns = false, regimeSpans } = report;
  if (accounts.every(({ curve }) => curve === undefined)) return undefined;
  const times: string[] = [];
  const embedded = (name: string, kind: string, curve: Curve | undefined) => {
    if (curve === undefined) return null;
    const text = encodeTimes(curve.time);
    if (!times.includes(text)) times.push(text);
    return { name, kind, times: times.indexOf(text), equity: encodeEquity(curve.equity) };
  };
  const curves = [
    ...accounts.map(({ name, curve }, i) => embedded(name, curveKind(i), curve)),
    embedded(buyHold.name ?? HELD_NAME, HELD_KIND, buyHold.curve),
  ];
  const spans = (kind: string): string =>
    encodeIntegers(
      regimeSpans.filter(({ regime }) => regime === kind).flatMap(({ start, end }) => [start, end]),
    );
  return {
    periodsPerYear,
    capital,
    logReturns,
    times,
    curves,
    regimes: { bull: spans('bull'), bear: spans('bear') },
  };
}
