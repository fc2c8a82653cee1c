/**
 * What each seed would have chosen alone, on all bars and in each window of a nested selection, and
 * how often each feature is among these choices: a feature that only one seed's trees like is luck.
 * Vocabulary: a choice is the set of one seed on one history; the stability of a feature is the
 * share of the choices that it is in. Must not know: files, the terminal, how rows are grown.
 */

import { mean } from '../engine/statistics/moments.ts';
import { chooseOnCut, rowsThreshold, type CutChoice, type CutParts } from './choose-on-cut.ts';
import type { SelectionPlan } from './choose-set.ts';
import type { GrownByThreshold } from './grown-by-threshold.ts';
import type { NestedWindow } from './nested-windows.ts';
import type { NestedOutcome } from './run-nested.ts';
import type { Selection } from './run-selection.ts';
import type { SelectionForests } from './selection-forests.ts';
import type { SetRows } from './set-rows.ts';

/** What one seed chose alone. */
export type SeedChoices = {
  readonly seed: number;
  /** The choice on all tested bars. */
  readonly whole: CutChoice;
  /** The sets that were scored for this choice alone, with the seed's rows on all test rows. */
  readonly scored: readonly SeedScored[];
  /** The choices of the nested windows, in time order; none without a nested selection. */
  readonly windows: readonly CutChoice[];
};

/** A set that one seed scored. */
export type SeedScored = {
  readonly threshold: number;
  readonly columns: readonly number[];
  readonly rows: SetRows;
};

export type SeedChoiceParts = Pick<
  CutParts,
  'score' | 'importance' | 'checkpoint' | 'signal' | 'onPhase'
> & {
  readonly forests: Pick<SelectionForests, 'problemAt'>;
  readonly grown: GrownByThreshold;
};

/**
 * The choices of each seed. The votes that all seeds have are used again; a set that one seed alone
 * asks for is grown for this seed, so that many seeds cost up to as much again. A single seed has
 * chosen already.
 * @throws Cancelled where the signal aborts
 */
export async function seedChoices(
  plan: SelectionPlan,
  found: { readonly selection: Selection; readonly nested: NestedOutcome },
  parts: SeedChoiceParts,
): Promise<readonly SeedChoices[]> {
  const { selection, nested } = found;
  const { folds, seeded } = parts.forests.problemAt(rowsThreshold(plan));
  const seeds = seeded.map(({ settings }) => settings.seed);
  const choices = 'missing' in nested ? [] : nested.choices;
  if (seeds.length === 1) {
    return [{ seed: seeds[0]!, whole: choiceOf(selection), scored: [], windows: choices }];
  }
  const alone: SeedChoices[] = [];
  for (const [i, seed] of seeds.entries()) {
    const scored: SeedScored[] = [];
    const note = (set: SeedScored): void => void scored.push(set);
    const whole = await chooserOf(i, plan, { ...parts, note })(folds, `seed ${seed} alone`);
    const choose = chooserOf(i, plan, parts);
    const windows: CutChoice[] = [];
    // The latest first: what is grown for it serves the earlier ones.
    for (const [w, { window }] of choices.toReversed().entries()) {
      const label = `seed ${seed} alone, window ${w + 1} of ${choices.length}`;
      windows.unshift(await choose(window.knownFolds, label));
    }
    alone.push({ seed, whole, scored, windows });
  }
  return alone;
}

/**
 * A function that chooses on a cut by the rows of the seed with number `index` alone.
 * @param parts.note told of each set that is scored
 */
function chooserOf(
  index: number,
  plan: SelectionPlan,
  {
    forests,
    grown,
    note,
    ...parts
  }: SeedChoiceParts & { readonly note?: ((set: SeedScored) => void) | undefined },
): (knownFolds: NestedWindow['knownFolds'], label: string) => Promise<CutChoice> {
  return (knownFolds, label) =>
    chooseOnCut(knownFolds, plan, {
      ...parts,
      problemAt: forests.problemAt,
      rowsAt: (threshold) => async (subsets, range) => {
        const rows = await grown.at(threshold).ofSeed(index)(subsets, range);
        subsets.forEach((columns, i) => note?.({ threshold, columns, rows: rows[i]! }));
        return rows;
      },
      seeded: ({ seeded }) => [seeded[index]!],
      importanceTask: `importance of ${label}`,
      onPhase: (phase) => parts.onPhase(`${label}, ${phase}`),
    });
}

function choiceOf({ threshold, selected }: Selection): CutChoice {
  return {
    threshold,
    columns: selected?.columns ?? [],
    sharpeInside: selected?.evaluation.metrics.sharpe ?? Number.NaN,
  };
}

/** How often a feature is chosen by seeds alone. */
export type FeatureStability = {
  readonly column: number;
  /** Share of all choices, on all bars and in windows, that the feature is in. */
  readonly share: number;
  /** Share of the seeds' choices on all bars. */
  readonly onAllBars: number;
  /** Share of the seeds' choices in windows; NaN without windows. */
  readonly inWindows: number;
};

/** The features that any choice holds, the most stable first, equal ones by rising column. */
export function featureStability(seeds: readonly SeedChoices[]): readonly FeatureStability[] {
  const whole = seeds.map((own) => own.whole.columns);
  const windows = seeds.flatMap((own) => own.windows.map(({ columns }) => columns));
  const columns = [...new Set([...whole, ...windows].flat())].sort((a, b) => a - b);
  const shareOf = (column: number, choices: readonly (readonly number[])[]): number =>
    mean(choices.map((chosen) => (chosen.includes(column) ? 1 : 0)));
  return columns
    .map((column) => ({
      column,
      share: shareOf(column, [...whole, ...windows]),
      onAllBars: shareOf(column, whole),
      inWindows: shareOf(column, windows),
    }))
    .sort((a, b) => b.share - a.share || a.column - b.column);
}

/**
 * How much the seeds' sets agree: the mean over all pairs of seeds and all histories of the share
 * of features that both chose among those that either did (Jaccard 1901); two empty sets agree.
 * NaN for one seed.
 */
export function seedAgreement(seeds: readonly SeedChoices[]): number {
  const histories = (seeds[0]?.windows.length ?? 0) + 1;
  const shares: number[] = [];
  for (let history = 0; history < histories; history++) {
    const sets = seeds.map(({ whole, windows }) => [whole, ...windows][history]!.columns);
    sets.forEach((first, i) => {
      for (const second of sets.slice(i + 1)) shares.push(sharedFeatures(first, second));
    });
  }
  return mean(shares);
}

function sharedFeatures(first: readonly number[], second: readonly number[]): number {
  const either = new Set([...first, ...second]).size;
  if (either === 0) return 1;
  return (first.length + second.length - either) / either;
}
