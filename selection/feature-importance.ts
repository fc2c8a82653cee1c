/**
 * How much a forest uses each feature, and how much worse it predicts without the feature.
 * Vocabulary: a block is a number of consecutive folds; its forest trains on the training rows of
 * the first of them, so the forest knows only rows before the block. Gini importance comes from
 * these training rows. Permutation importance (Breiman 2001, section 10) comes from the rows of the
 * block itself. The mean over all blocks uses the whole history: a set that was chosen by this mean
 * and is scored on the same rows counts as a trial like any other.
 * Must not know: the meaning of names, money.
 */

import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../engine/core/errors.ts';
import { deriveSeed, hash32 } from '../engine/core/hash.ts';
import { randomStream } from '../engine/core/random.ts';
import { mostProbableClasses } from '../engine/forest/class-votes.ts';
import { fitForest } from '../engine/forest/fit.ts';
import { giniImportance } from '../engine/forest/gini-importance.ts';
import { mean } from '../engine/statistics/moments.ts';
import { createPredictor, type Predictor } from '../engine/forest/predictor.ts';
import { CLASS_COUNT, type Fold, type ForestProblem } from '../engine/forest/problem.ts';

/** Number of blocks; one forest is fitted for each. */
const BLOCKS = 8;
/** How often each column of a block is shuffled. More shuffles only reduce their own noise. */
const SHUFFLES = 5;
/** Trees that are fitted without a pause: less than a second of work, so that Ctrl-C is noticed. */
const STRETCH_TREES = 50;

/** Importances, in the order of the columns that were asked for. */
export type Importance = {
  /** A column's share (all sum to 1) of the impurity decrease in training; the mean over blocks. */
  readonly gini: readonly number[];
  /**
   * Loss of accuracy if the column is shuffled: the share of the blocks' rows whose prediction
   * becomes wrong, minus the share whose prediction becomes right. Empty if nothing was shuffled.
   */
  readonly permutation: readonly number[];
};

/** Follows the work, and can stop it. */
export type ImportanceWatch = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** How importances are measured. */
export type ImportanceOptions = ImportanceWatch & {
  /** How often each column of a block is shuffled; 0: the importance by Gini alone, much sooner. */
  readonly shuffles?: number | undefined;
};

/**
 * Importances of `columns` in forests that use all of them.
 * O(blocks · trees · (fit + shuffled rows)).
 * @throws Cancelled if the signal of the watch aborts
 */
export async function featureImportance(
  problem: ForestProblem,
  columns: readonly number[],
  options: ImportanceOptions = {},
): Promise<Importance> {
  const { signal, onProgress, shuffles = SHUFFLES } = options;
  const blocks = importanceBlocks(problem.folds, BLOCKS);
  const gini = columns.map(() => 0);
  const lostRows = columns.map(() => 0);
  let rowCount = 0;
  for (const [i, block] of blocks.entries()) {
    const onShare = (share: number): void => onProgress?.(i + share, blocks.length);
    const figures = await blockImportance(problem, columns, block, { shuffles, signal, onShare });
    for (let c = 0; c < columns.length; c++) {
      gini[c]! += figures.gini[c]! / blocks.length;
      lostRows[c]! += figures.lostRows[c]!;
    }
    rowCount += block.testEnd - block.testStart;
  }
  const permutation = shuffles === 0 ? [] : lostRows.map((lost) => lost / rowCount);
  return { gini, permutation };
}

/**
 * The mean of the importances on `problems`, which differ in their seeds alone.
 * @throws Cancelled if the signal of the watch aborts
 */
export async function meanImportance(
  problems: readonly ForestProblem[],
  columns: readonly number[],
  options: ImportanceOptions = {},
): Promise<Importance> {
  const found: Importance[] = [];
  for (const [i, problem] of problems.entries()) {
    const onProgress = (done: number, total: number): void =>
      options.onProgress?.(i * total + done, problems.length * total);
    found.push(await featureImportance(problem, columns, { ...options, onProgress }));
  }
  const over = (ranking: keyof Importance): readonly number[] =>
    found[0]![ranking].map((_, c) => mean(found.map((own) => own[ranking][c]!)));
  return { gini: over('gini'), permutation: over('permutation') };
}

/** `folds` in `count` blocks (fewer if there are fewer folds) whose sizes differ by at most one. */
export function importanceBlocks(folds: readonly Fold[], count: number): readonly Fold[] {
  const blocks = Math.min(count, folds.length);
  return Array.from({ length: blocks }, (_, i) => {
    const first = folds[Math.round((i * folds.length) / blocks)]!;
    const last = folds[Math.round(((i + 1) * folds.length) / blocks) - 1]!;
    return { trainEnd: first.trainEnd, testStart: first.testStart, testEnd: last.testEnd };
  });
}

type BlockOptions = {
  readonly shuffles: number;
  readonly signal: AbortSignal | undefined;
  readonly onShare: (share: number) => void;
};

type BlockFigures = { readonly gini: readonly number[]; readonly lostRows: readonly number[] };

/** The forest of one block, some trees at a time; votes are integers, so they can be added. */
async function blockImportance(
  problem: ForestProblem,
  columns: readonly number[],
  block: Fold,
  { shuffles, signal, onShare }: BlockOptions,
): Promise<BlockFigures> {
  const { matrix, labels, settings } = problem;
  const table = blockVotes(problem, columns, block, shuffles);
  const gini = columns.map(() => 0);
  for (let tree = 0; tree < settings.trees; tree += STRETCH_TREES) {
    const trees = Math.min(STRETCH_TREES, settings.trees - tree);
    const seed = deriveSeed(settings.seed, 'importance', tree);
    const stretch = { ...settings, trees, seed };
    const forest = fitForest(matrix, labels, columns, block.trainEnd, stretch);
    const shares = giniImportance(forest);
    const predictor = createPredictor(forest);
    for (let c = 0; c < columns.length; c++) {
      // If these trees have no split, no column has a share.
      gini[c]! += Number.isNaN(shares[c]!) ? 0 : (shares[c]! * trees) / settings.trees;
      addShuffledVotes(predictor, table, c);
      await setImmediate();
      if (signal?.aborted === true) throw new Cancelled();
      onShare((tree + (trees * (c + 1)) / columns.length) / settings.trees);
    }
    addVotes(predictor, table.rows, table.votes);
  }
  return { gini, lostRows: lostRows(problem, block, table) };
}

type BlockVotes = {
  /** The rows of the block, not shuffled. */
  readonly rows: readonly Float64Array[];
  readonly votes: Uint32Array;
  /** For each column and shuffle: the shuffled values, and the votes of the rows with them. */
  readonly shuffled: readonly (readonly {
    readonly values: Float64Array;
    readonly votes: Uint32Array;
  }[])[];
};

function blockVotes(
  { matrix, settings }: ForestProblem,
  columns: readonly number[],
  block: Fold,
  shuffles: number,
): BlockVotes {
  const { testStart, testEnd } = block;
  const length = (testEnd - testStart) * CLASS_COUNT;
  const rows = Array.from({ length: testEnd - testStart }, (_, i) =>
    Float64Array.from(columns, (column) => matrix.values[column * matrix.rows + testStart + i]!),
  );
  const shuffled = columns.map((column, c) =>
    Array.from({ length: shuffles }, (_, shuffle) => {
      const purpose = hash32(deriveSeed(settings.seed, 'permutation', shuffle), testStart);
      const order = shuffledOrder(rows.length, hash32(purpose, matrix.keys[column]!));
      const values = Float64Array.from(order, (row) => rows[row]![c]!);
      return { values, votes: new Uint32Array(length) };
    }),
  );
  return { rows, votes: new Uint32Array(length), shuffled };
}

/** The numbers 0 … count - 1, shuffled by `seed` (Fisher and Yates). */
function shuffledOrder(count: number, seed: number): Uint32Array {
  const random = randomStream(seed);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function addShuffledVotes(predictor: Predictor, table: BlockVotes, column: number): void {
  for (const { values, votes } of table.shuffled[column]!) {
    const rows = table.rows.map((row, i) => row.with(column, values[i]!));
    addVotes(predictor, rows, votes);
  }
}

function addVotes(predictor: Predictor, rows: readonly Float64Array[], target: Uint32Array): void {
  const votes = new Uint32Array(CLASS_COUNT);
  for (let row = 0; row < rows.length; row++) {
    predictor.votes(rows[row]!, votes);
    for (let code = 0; code < CLASS_COUNT; code++) {
      target[row * CLASS_COUNT + code]! += votes[code]!;
    }
  }
}

/** For each column: right rows minus right rows after a shuffle, the mean over all shuffles. */
function lostRows({ labels }: ForestProblem, block: Fold, table: BlockVotes): readonly number[] {
  const truth = labels.subarray(block.testStart, block.testEnd);
  const right = rightRows(table.votes, truth);
  return table.shuffled.map((shuffles) => {
    const kept = shuffles.reduce((sum, { votes }) => sum + rightRows(votes, truth), 0);
    return right - kept / shuffles.length;
  });
}

function rightRows(votes: Uint32Array, truth: Uint8Array): number {
  const classes = mostProbableClasses(votes);
  let right = 0;
  for (let row = 0; row < truth.length; row++) if (classes[row]! + 1 === truth[row]) right++;
  return right;
}
