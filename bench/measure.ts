/**
 * Times cases in rounds. Each round runs all cases of a group in turn, so that a slow spell of the
 * machine slows all of them. Within a round benny (benchmark.js) runs a case once to warm it up,
 * then repeats it until the clock can measure it. Every run returns a digest of its result, which
 * must equal the first run's, so the engine cannot leave the work out. Vocabulary: a group is a
 * list of cases that do the same work and have the same unit; its baseline is the case with which
 * the others are compared. Must not know: what is timed.
 */

import { add, suite } from 'benny';
import { assert, toError } from '../engine/core/errors.ts';
import { median } from '../engine/statistics/quantile.ts';

export type BenchCase = {
  readonly name: string;
  /** Does the work once. Returns a number computed from the result, the same every time. */
  readonly run: () => number | Promise<number>;
  /** Amount of work in one run: bars, (tree, fold) pairs or steps. */
  readonly work: number;
  /** Whether its values were compared with another computation before timing, and were equal. */
  readonly checked: boolean;
  /** What a reader must know, for example that only a part of the work was timed. */
  readonly note?: string;
};

/** `rows/s` is work per time; the others are time per work. */
type BenchUnit = 'rows/s' | 'µs per (tree, fold)' | 'ms per step';

/** What is measured once a round, not in repetitions of a run. */
type PlainUnit = 'ms' | 'MB' | 'bytes';

export type BenchGroup = {
  readonly unit: BenchUnit;
  readonly cases: readonly BenchCase[];
  /** Names of cases. The one with the fastest median is the baseline; if empty, there is none. */
  readonly baselines: readonly string[];
};

/** A case's figures, in the group's unit. */
export type CaseFigures = {
  readonly name: string;
  /** Median, lowest and highest figure of all rounds. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly unit: BenchUnit | PlainUnit;
  /** Name of the baseline; null for the baseline itself, and if there is none. */
  readonly baseline: string | null;
  /** How many times as fast as the baseline, by the medians; null without one. */
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

/** If a group has taken longer than this, it stops early, but not before MIN_ROUNDS rounds. */
const GROUP_BUDGET_MS = 20_000;
const MIN_ROUNDS = 3;

/** Settings of benchmark.js: one sample a round, without a pause; it chooses the repetitions. */
const ONE_SAMPLE = { minSamples: 1, maxTime: 0, delay: 0 };

/**
 * Times the cases of `group`, round by round.
 * @throws what a case throws; Error if a run's digest differs from that of the case's first run
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

/** Seconds that one run takes, measured by benny. */
async function timeOnce({ name, run }: BenchCase, digest: number): Promise<number> {
  let failure: Error | undefined;
  const fail = (error: unknown): void => void (failure ??= toError(error));
  const consume = (result: number): void => {
    if (!Object.is(result, digest)) fail(`${name}: a run's result was ${result}, not ${digest}`);
  };
  // benchmark.js would ignore an error, or wait for ever if a promise is rejected. So the error is
  // kept and thrown after the measurement.
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

/** Keeps stdout for the result: benny prints a line there when a suite starts. */
async function withoutBanner() {
  return (running: { readonly off: (event: string) => unknown }): typeof running => {
    running.off('start');
    return running;
  };
}

/** Figures of the cases, from the seconds that a run took in each round. */
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
      ...plainFigures({ name, unit, checked, note }, figures[i]!),
      baseline: related ? cases[base]!.name : null,
      ratio: related ? speeds[i]! / speeds[base]! : null,
    };
  });
}

/** The figures of a case that is compared with no other, from its value in each round. */
export function plainFigures(
  {
    name,
    unit,
    checked,
    note,
  }: Pick<CaseFigures, 'name' | 'unit' | 'checked'> & {
    readonly note?: string | undefined;
  },
  values: readonly number[],
): CaseFigures {
  return {
    name,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    unit,
    baseline: null,
    ratio: null,
    checked,
    rounds: values.length,
    note: note ?? null,
  };
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
