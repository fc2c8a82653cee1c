/**
 * The code of a worker thread. A task is a problem, a range of trees and some subsets of columns;
 * the answer is the votes of these trees on each subset.
 */

import { move } from 'piscina';
import type { FoldRange, ForestProblem, TreeRange, WalkForwardForest } from '../forest/problem.ts';
import { createWalkForwardForest } from '../forest/walk-forward-forest.ts';

/** A range of trees on each of the subsets (column indices) of a problem, in some folds. */
export type VoteTask = TreeRange & {
  readonly problem: ForestProblem;
  /** A number that tasks of the same problem share. */
  readonly problemNumber: number;
  readonly subsets: readonly (readonly number[])[];
  readonly folds: FoldRange;
};

/** A worker keeps what it prepared for this many problems, so that two of them can take turns. */
const KEPT_PROBLEMS = 2;

/** The forests by problem number; the one that was used last comes last. */
const forests = new Map<number, WalkForwardForest>();

/** The votes of a task: all subsets one after another, Uint32Array (subsets × test rows × 3). */
export function growVotes(task: VoteTask): Uint32Array {
  const votes = forestOf(task).votes(task.subsets, task.treeStart, task.treeEnd, task.folds);
  const joined = new Uint32Array(votes.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of votes) {
    joined.set(part, offset);
    offset += part.length;
  }
  // The memory moves to the calling thread without a copy.
  return move(joined) as unknown as Uint32Array;
}

function forestOf({ problem, problemNumber }: VoteTask): WalkForwardForest {
  const forest = forests.get(problemNumber) ?? createWalkForwardForest(problem);
  forests.delete(problemNumber);
  forests.set(problemNumber, forest);
  if (forests.size > KEPT_PROBLEMS) forests.delete(forests.keys().next().value!);
  return forest;
}
