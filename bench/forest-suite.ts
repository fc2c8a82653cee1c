/**
 * Microseconds per (tree, fold) of walk-forward forests on the synthetic bars: the WebAssembly
 * kernel over all folds, the scratch forest (its twin in TypeScript) over a few of them, and on
 * request ml-random-forest over one. Before timing, the votes of kernel and twin are checked to be
 * equal in the twin's folds. The results of ml-random-forest cannot be checked, because it draws
 * other random numbers.
 */

import { OutsideError } from '../engine/core/errors.ts';
import { createKernelForest } from '../engine/forest/walk-forward-kernel.ts';
import type { ForestProblem } from '../engine/forest/problem.ts';
import { createScratchForest } from '../engine/forest/scratch-forest.ts';
import { slowReason } from '../engine/forest/walk-forward-forest.ts';
import { loadForestPeer, type ForestPeer } from './forest-peer.ts';
import type { BenchCase, BenchGroup } from './measure.ts';
import { requireSameValues } from './same-values.ts';
import { firstColumns, sampleProblem } from './sample-problem.ts';

export type ForestPlan = {
  readonly trees: number;
  /** Numbers of features, 1 to 31. */
  readonly columns: readonly number[];
  readonly peers: boolean;
};

/** The default, which agrees with exact splits, and the fast mode. */
const BINS = [256, 64] as const;

/** Trees that the twin grows, in the folds of one epoch. */
const SAMPLE_TREES = 4;

/** A group for each number of bins and of columns. @throws OutsideError if the kernel cannot run */
export async function* forestGroups(plan: ForestPlan): AsyncGenerator<BenchGroup> {
  const peer = plan.peers ? await loadForestPeer() : undefined;
  for (const bins of BINS) {
    const { problem } = sampleProblem({ trees: plan.trees, bins });
    const slow = slowReason(problem);
    if (slow !== null) throw new OutsideError(`the kernel cannot be timed: ${slow}`);
    for (const count of plan.columns) yield forestGroup(problem, count, peer);
  }
}

function forestGroup(
  problem: ForestProblem,
  count: number,
  peer: ForestPeer | undefined,
): BenchGroup {
  const subset = firstColumns(problem, count);
  const { bins, trees } = problem.settings;
  const suffix = `k = ${count}, ${bins} bins`;
  const sample = middleEpoch(problem);
  const kernel = createKernelForest(problem);
  const twin = createScratchForest(sample);
  const votesOfKernel = createKernelForest(sample).votes([subset], 0, SAMPLE_TREES)[0]!;
  requireSameValues({
    name: `kernel, ${suffix}`,
    expected: twin.votes([subset], 0, SAMPLE_TREES)[0]!,
    got: (i) => votesOfKernel[i]!,
    start: 0,
    tolerance: 0,
  });
  const twinCase: BenchCase = {
    name: `scratch forest, ${suffix}`,
    run: () => digestOf(twin.votes([subset], 0, SAMPLE_TREES)[0]!),
    work: SAMPLE_TREES * sample.folds.length,
    checked: true,
    note: `sample: ${SAMPLE_TREES} trees, ${sample.folds.length} folds of the middle epoch`,
  };
  const kernelCase: BenchCase = {
    name: `kernel, ${suffix}`,
    run: () => digestOf(kernel.votes([subset], 0, trees)[0]!),
    work: trees * problem.folds.length,
    checked: true,
    note: `all ${problem.folds.length} folds, ${trees} trees`,
  };
  // The peer has no bins, so it is timed with the first number of bins only.
  const peerCases = peer === undefined || bins !== BINS[0] ? [] : [peer(sample, subset)];
  return {
    unit: 'µs per (tree, fold)',
    cases: [kernelCase, twinCase, ...peerCases],
    baselines: [twinCase.name],
  };
}

/** `problem` with the folds of its middle epoch only, whose number of training rows is average. */
function middleEpoch(problem: ForestProblem): ForestProblem {
  const { folds, settings } = problem;
  const { epochFolds } = settings;
  const start = Math.floor(folds.length / 2 / epochFolds) * epochFolds;
  return { ...problem, folds: folds.slice(start, start + epochFolds) };
}

/** A number below 2^53 that depends on every vote and its position. */
function digestOf(votes: Uint32Array): number {
  let digest = 0;
  for (let i = 0; i < votes.length; i++) digest = (digest * 31 + votes[i]!) % 4_294_967_291;
  return digest;
}
