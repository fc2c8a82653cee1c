/**
 * What runs in a worker thread: the problem arrives once, with the thread; a task is a range of
 * trees and some subsets of columns; its answer is their votes.
 */

import { move, workerData } from 'piscina';
import type { ForestProblem } from '../forest/problem.ts';
import { createWalkForwardForest } from '../forest/walk-forward.ts';

/** Trees [treeStart, treeEnd) on each of the subsets (column indices). */
export type VoteTask = {
  readonly subsets: readonly (readonly number[])[];
  readonly treeStart: number;
  readonly treeEnd: number;
};

const forest = createWalkForwardForest(workerData as ForestProblem);

/** The votes of a task: all subsets one after another, Uint32Array (subsets × test rows × 3). */
export function growVotes({ subsets, treeStart, treeEnd }: VoteTask): Uint32Array {
  const votes = forest.votes(subsets, treeStart, treeEnd);
  const joined = new Uint32Array(votes.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of votes) {
    joined.set(part, offset);
    offset += part.length;
  }
  // Handed over, not copied.
  return move(joined) as unknown as Uint32Array;
}
