/**
 * How often each figure of a selection claims skill, over many histories of which the truth is
 * known: wrongly where there is none, rightly where it was planted. Must not know: features by
 * name, files, the terminal.
 */

import type { Bars } from '../../engine/core/bars.ts';
import { deriveSeed } from '../../engine/core/hash.ts';
import type { Interval } from '../../engine/statistics/bootstrap-intervals.ts';
import { shareInterval } from '../../engine/statistics/share-interval.ts';
import { eachHistory, type HistoryWatch } from '../null-histories/each-history.ts';
import type { NullParts, NullPlan } from '../null-histories/null-histories.ts';
import { calibrationBars, type CalibrationKind } from './calibration-bars.ts';
import { CLAIMANTS, historyClaims, type Claims, type NullAsked } from './history-claims.ts';

type Claimant = (typeof CLAIMANTS)[number];

/** The share of histories on which each figure claims skill. */
export type ClaimShares = {
  readonly histories: number;
  readonly shares: Readonly<Record<Claimant, number>>;
  /** 95 % intervals of them: `shareInterval`. */
  readonly intervals: Readonly<Record<Claimant, Interval>>;
};

export type Calibration = {
  /** On histories without skill: every claim is false. */
  readonly falseClaims: ClaimShares;
  /** On histories with a planted skill of each strength, ascending; empty for other kinds. */
  readonly power: readonly (ClaimShares & { readonly strength: number })[];
};

/** Which histories are made. */
export type CalibrationAsked = NullAsked & {
  readonly kind: CalibrationKind;
  /** Histories without skill; of `planted` those of strength 0. */
  readonly histories: number;
  /** Histories of each strength. */
  readonly plantedHistories: number;
  readonly strengths: readonly number[];
};

/**
 * The calibration of `plan`. Each history is a function of (bars, kind, strength, seed, index), and
 * has a seed of its own for its forests and tests; all strengths plant into the same random walks.
 * @throws Cancelled if the signal aborts
 */
export async function calibration(
  bars: Bars,
  plan: NullPlan,
  asked: CalibrationAsked,
  parts: NullParts & HistoryWatch,
): Promise<Calibration> {
  const { kind, histories, plantedHistories } = asked;
  const strengths = kind === 'planted' ? asked.strengths.toSorted((a, b) => a - b) : [];
  const jobs = [
    ...Array.from({ length: histories }, (_, index) => ({ strength: 0, index })),
    ...strengths.flatMap((strength) =>
      Array.from({ length: plantedHistories }, (_, index) => ({ strength, index })),
    ),
  ];
  const claims = await eachHistory(
    jobs.map(({ strength, index }) => `${kind} ${strength} ${index}`),
    (job) => {
      const { strength, index } = jobs[job]!;
      const place = { seed: plan.selection.seed, index };
      const history = calibrationBars(bars, { kind, strength }, place);
      return historyClaims(history, seededPlan(plan, index), asked, parts);
    },
    parts,
  );
  return {
    falseClaims: claimShares(claims.slice(0, histories)),
    power: strengths.map((strength, i) => {
      const start = histories + i * plantedHistories;
      return powerAt(strength, claims.slice(start, start + plantedHistories));
    }),
  };
}

function powerAt(strength: number, claims: readonly Claims[]): Calibration['power'][number] {
  return { strength, ...claimShares(claims) };
}

/** The plan with the seeds of history `index`, for its forests and its tests. */
function seededPlan({ selection, forests, ...rest }: NullPlan, index: number): NullPlan {
  // Seeds are not negative: 31 bits.
  const ofHistory = (seed: number): number => deriveSeed(seed, 'calibration forests', index) >>> 1;
  const seed = ofHistory(selection.seed);
  const { settings, seeds } = forests;
  return {
    ...rest,
    selection: { ...selection, seed },
    forests: { ...forests, settings: { ...settings, seed }, seeds: seeds?.map(ofHistory) },
  };
}

/** How often each figure claims. */
export function claimShares(claims: readonly Claims[]): ClaimShares {
  const count = claims.length;
  const hits = (claimant: Claimant): number => claims.filter((claim) => claim[claimant]).length;
  const each = <T>(value: (claimant: Claimant) => T): Readonly<Record<Claimant, T>> => {
    const entries = CLAIMANTS.map((claimant) => [claimant, value(claimant)]);
    return Object.fromEntries(entries) as Record<Claimant, T>;
  };
  return {
    histories: count,
    shares: each((claimant) => hits(claimant) / count),
    intervals: each((claimant) => shareInterval(hits(claimant), count)),
  };
}
