/** The curves that the page holds, as arrays. */

import { decodeEquity, decodeIntegers, decodeTimes } from '../curve-text.ts';
import type { EmbeddedCurves } from '../embedded-curves.ts';

export type PageCurve = {
  readonly name: string;
  /** A class of the style sheet. */
  readonly kind: string;
  readonly time: readonly number[];
  readonly equity: readonly number[];
};

export type PageData = Pick<EmbeddedCurves, 'periodsPerYear' | 'capital' | 'logReturns'> & {
  /** By the index of the account; the last is what accounts are compared with. */
  readonly curves: readonly (PageCurve | undefined)[];
  /** The days that the slider goes through: those of the longest curve. */
  readonly days: readonly number[];
  /** Start and end (times) of the spans of each regime. */
  readonly regimes: Readonly<Record<'bull' | 'bear', readonly (readonly [number, number])[]>>;
};

/** The data of the page's element `curves`; undefined if it has none. */
export function pageData(): PageData | undefined {
  const text = document.getElementById('curves')?.textContent;
  if (text === undefined || text === null) return undefined;
  const { times, curves, regimes, ...terms } = JSON.parse(text) as EmbeddedCurves;
  const decoded = times.map(decodeTimes);
  const all = curves.map((curve) => {
    if (curve === null) return undefined;
    const time = decoded[curve.times]!;
    const { name, kind } = curve;
    return { name, kind, time, equity: decodeEquity(curve.equity, time.length) };
  });
  const held = all.at(-1)?.time ?? [];
  return {
    ...terms,
    curves: all,
    days: decoded.reduce((most, time) => (time.length > most.length ? time : most)),
    regimes: { bull: spansOf(regimes.bull, held), bear: spansOf(regimes.bear, held) },
  };
}

function spansOf(text: string, time: readonly number[]): readonly (readonly [number, number])[] {
  const ends = decodeIntegers(text);
  return Array.from({ length: ends.length / 2 }, (_, i) => {
    const [start, end] = [ends[2 * i]!, ends[2 * i + 1]!];
    return [time[start]!, time[Math.min(end, time.length - 1)]!] as const;
  });
}
