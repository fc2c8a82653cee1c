/**
 * Times cases in rounds: every round runs every case of a group once, in turn, so that what slows
 * the machine for a while slows them all. benny (benchmark.js) repeats a case within a round until
 * the clock resolves it, after one run that warms it. Each run's result is consumed: its digest
 * must be that of the first run.
 * Vocabulary: a group is cases that do one piece of work, in one unit; its baseline is the case
 * that the others' ratios are over. Must not know: what is timed.
 */

import { add, suite } from 'benny';
import { assert, toError } from '../engine/core/errors.ts';
import { median } from '../engine/statistics/quantile.ts';

export type BenchCase = {
  readonly name: string;
  /** Does the work once; returns a number made of its result, the same each time. */
  readonly run: () => number | Promise<number>;
  /** Units of work in one run: bars, (tree, fold) pairs, steps. */
  readonly work: number;
  /** True where its values were found equal to another computation's before any timing. */
  readonly checked: boolean;
  /** What a reader must know, such as that a sample was timed. */
  readonly note?: string;
};

/** `rows/s` counts work by time, the others time by work. */
export type BenchUnit = 'rows/s' | 'µs per (tree, fold)' | 'ms per step';

export type BenchGroup = {
  readonly unit: BenchUnit;
  readonly cases: readonly BenchCase[];
  /** Names of cases: the fastest of them by median is the baseline; none where empty. */
  readonly baselines: readonly string[];
};

/** A case's figures, in the group's unit. */
export type CaseFigures = {
  readonly name: string;
  /** Over the rounds: the median, the lowest and the highest figure. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly unit: BenchUnit;
  /** The case that `ratio` is over; null for the baseline itself and where there is none. */
  readonly baseline: string | null;
  /** How many times as fast as the baseline, by medians. */
  readonly ratio: number | null;
  readonly checked: boolean;
  readonly rounds: number;
  readonly note: string | null;
};

export type RoundSettings = {
  readonly rounds: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
};

/** A group slower than this in all ends early, after MIN_ROUNDS rounds. */
const GROUP_BUDGET_MS = 20_000;
const MIN_ROUNDS = 3;

/** benchmark.js: one sample a round, no pause; its own least time decides the repetitions. */
const ONE_SAMPLE = { minSamples: 1, maxTime: 0, delay: 0 };

/**
 * Times the cases of `group`, interleaved.
 * @throws what a case throws; Error where a run's digest is not that of the case's first run
 */
export async function measureGroup(
  group: BenchGroup,
  { rounds, clock }: RoundSettings,
): Promise<readonly CaseFigures[]> {
  const digests: number[] = [];
  for (const { run } of group.cases) digests.push(await run());
  const seconds: number[][] = group.cases.map(() => []);
  const startMs = clock();
  for (let round = 0; round < rounds; round++) {
    if (round >= MIN_ROUNDS && clock() - startMs > GROUP_BUDGET_MS) break;
    for (const [i, benchCase] of group.cases.entries()) {
      seconds[i]!.push(await timeOnce(benchCase, digests[i]!));
    }
  }
  return groupFigures(group, seconds);
}

/** Seconds a run takes, by benny. */
async function timeOnce({ name, run }: BenchCase, digest: number): Promise<number> {
  let failure: Error | undefined;
  const fail = (error: unknown): void => void (failure ??= toError(error));
  const consume = (result: number): void => {
    if (!Object.is(result, digest)) fail(`${name}: a run's result was ${result}, not ${digest}`);
  };
  // benchmark.js would swallow an error here or, of a promise, wait for ever: it is kept for below.
  const test = (): void | Promise<void> => {
    try {
      const result = run();
      return typeof result === 'number' ? consume(result) : result.then(consume, fail);
    } catch (error) {
      return fail(error);
    }
  };
  const summary = await suite(name, add(name, test, ONE_SAMPLE), withoutBanner);
  if (failure !== undefined) throw failure;
  return summary.results[0]!.details.median;
}

/** benny prints a line on stdout when a suite starts; stdout is for the result alone. */
async function withoutBanner() {
  return (running: { readonly off: (event: string) => unknown }): typeof running => {
    running.off('start');
    return running;
  };
}

/** Figures of the cases whose rounds took `seconds` a run. */
export function groupFigures(
  { unit, cases, baselines }: BenchGroup,
  seconds: readonly (readonly number[])[],
): readonly CaseFigures[] {
  const figures = cases.map(({ work }, i) => seconds[i]!.map((time) => inUnit(unit, work, time)));
  const medians = figures.map(median);
  const speeds = unit === 'rows/s' ? medians : medians.map((time) => 1 / time);
  const candidates = baselines.map((name) => cases.findIndex((other) => other.name === name));
  assert(!candidates.includes(-1), 'baselines are names of cases');
  const [base] = candidates.sort((a, b) => speeds[b]! - speeds[a]!);
  return cases.map(({ name, checked, note }, i) => {
    const related = base !== undefined && base !== i;
    return {
      name,
      median: medians[i]!,
      min: Math.min(...figures[i]!),
      max: Math.max(...figures[i]!),
      unit,
      baseline: related ? cases[base]!.name : null,
      ratio: related ? speeds[i]! / speeds[base]! : null,
      checked,
      rounds: figures[i]!.length,
      note: note ?? null,
    };
  });
}

function inUnit(unit: BenchUnit, work: number, seconds: number): number {
  switch (unit) {
    case 'rows/s':
      return work / seconds;
    case 'µs per (tree, fold)':
      return (seconds * 1e6) / work;
    case 'ms per step':
      return (seconds * 1e3) / work;
  }
}
