/**
 * What runs in a worker thread: a task is a problem, a range of trees and some subsets of columns;
 * its answer is their votes.
 */

import { move } from 'piscina';
import type { ForestProblem, TreeRange, WalkForwardForest } from '../forest/problem.ts';
import { createWalkForwardForest } from '../forest/walk-forward-forest.ts';

/** A range of trees on each of the subsets (column indices) of a problem. */
export type VoteTask = TreeRange & {
  readonly problem: ForestProblem;
  /** The same for tasks of the same problem. */
  readonly problemNumber: number;
  readonly subsets: readonly (readonly number[])[];
};

/** Problems whose codes a worker keeps: two that take turns are prepared once each. */
const KEPT_PROBLEMS = 2;

/** By problem number, the one used last at the end. */
const forests = new Map<number, WalkForwardForest>();

/** The votes of a task: all subsets one after another, Uint32Array (subsets × test rows × 3). */
export function growVotes(task: VoteTask): Uint32Array {
  const votes = forestOf(task).votes(task.subsets, task.treeStart, task.treeEnd);
  const joined = new Uint32Array(votes.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of votes) {
    joined.set(part, offset);
    offset += part.length;
  }
  // Handed over, not copied.
  return move(joined) as unknown as Uint32Array;
}

function forestOf({ problem, problemNumber }: VoteTask): WalkForwardForest {
  const forest = forests.get(problemNumber) ?? createWalkForwardForest(problem);
  forests.delete(problemNumber);
  forests.set(problemNumber, forest);
  if (forests.size > KEPT_PROBLEMS) forests.delete(forests.keys().next().value!);
  return forest;
}
