/**
 * Microseconds per (tree, fold) of walk-forward forests on the synthetic sample: the WebAssembly
 * kernel over all folds; the scratch forest, its TypeScript twin, on a sample; on request
 * ml-random-forest on a smaller one. Checked first: kernel and twin give the same votes on the
 * sample. ml-random-forest draws by other random numbers: there is nothing to hold it to.
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

/** The default, at parity with exact splits, and the fast mode. */
const BINS = [256, 64] as const;

/** Trees of the twin's sample; its folds are those of one epoch. */
const SAMPLE_TREES = 4;

/** The groups, one a number of bins and of columns. @throws OutsideError where no kernel runs */
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
  // It splits exactly: the number of bins does not matter to it.
  const peerCases = peer === undefined || bins !== BINS[0] ? [] : [peer(sample, subset)];
  return {
    unit: 'µs per (tree, fold)',
    cases: [kernelCase, twinCase, ...peerCases],
    baselines: [twinCase.name],
  };
}

/** `problem` with the folds of its middle epoch alone: as many rows to train on as on average. */
function middleEpoch(problem: ForestProblem): ForestProblem {
  const { folds, settings } = problem;
  const { epochFolds } = settings;
  const start = Math.floor(folds.length / 2 / epochFolds) * epochFolds;
  return { ...problem, folds: folds.slice(start, start + epochFolds) };
}

/** A sum that hangs on every vote and its place; below 2^53. */
function digestOf(votes: Uint32Array): number {
  let digest = 0;
  for (let i = 0; i < votes.length; i++) digest = (digest * 31 + votes[i]!) % 4_294_967_291;
  return digest;
}
