/**
 * The score of a feature set over several seeds: the mean of what each seed's forests score alone.
 * One seed's score is one draw; the mean moves less, so that less of a choice is luck.
 * Must not know: how votes are made, files, the terminal.
 */

import { CLASS_COUNT } from '../engine/forest/problem.ts';
import { mean } from '../engine/statistics/moments.ts';
import type { AccountMetrics } from '../engine/trade/account-metrics.ts';
import { jointRows } from './joint-rows.ts';
import {
  rowNeeds,
  votesObjective,
  type Evaluate,
  type Evaluation,
  type Votes,
} from './objective.ts';
import type { SetRows } from './set-rows.ts';

/**
 * Scores subsets by the mean over seeds, as `votesObjective` scores them for each seed; the seeds
 * follow one another. With one seed the evaluations are those of `votesObjective`.
 * @param parts.votesOf one function a seed, at least one
 */
export function seedsObjective(
  parts: Omit<Parameters<typeof votesObjective>[0], 'votes'> & {
    readonly votesOf: readonly Votes[];
  },
): Evaluate {
  const { votesOf, ...scored } = parts;
  if (votesOf.length === 1) return votesObjective({ ...scored, votes: votesOf[0]! });
  const needs = { ...rowNeeds(scored.settings), seedCount: votesOf.length };
  return async (subsets) => {
    const joint = subsets.map(() => jointRows(scored.labels, needs));
    const seeds: (readonly Evaluation[])[] = [];
    for (const own of votesOf) {
      const whole = subsets.map(() => new Uint32Array(scored.labels.length * CLASS_COUNT));
      // The votes of both halves pass by here on their way to the score.
      const votes: Votes = async (columns, range) => {
        const half = await own(columns, range);
        half.forEach((grown, i) => addTo(whole[i]!, grown));
        return half;
      };
      seeds.push(await votesObjective({ ...scored, votes })(subsets));
      whole.forEach((grown, i) => joint[i]!.add(grown));
    }
    return joint.map((of, i) =>
      meanEvaluation(
        seeds.map((own) => own[i]!),
        of.rows(),
      ),
    );
  };
}

function addTo(sums: Uint32Array, votes: Uint32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + votes[i]!;
}

/** The means of the seeds' figures; a mean is NaN if one of its figures is. */
function meanEvaluation(seeds: readonly Evaluation[], rows: SetRows): Evaluation {
  const over = (figure: (own: Evaluation) => number): number => mean(seeds.map(figure));
  const names = Object.keys(seeds[0]!.metrics) as (keyof AccountMetrics)[];
  const metrics = names.map((name) => [name, over((own) => own.metrics[name])] as const);
  return {
    score: over(({ score }) => score),
    scoreHalves: [over((own) => own.scoreHalves[0]), over((own) => own.scoreHalves[1])],
    metrics: Object.fromEntries(metrics) as AccountMetrics,
    sharpeError: over(({ sharpeError }) => sharpeError),
    rows,
    bySeed: seeds.map(({ rows: _rows, ...figures }) => figures),
  };
}
