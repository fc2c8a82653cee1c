/** How long each phase of a run took. The clock is passed in. */

/** A monotonic clock, milliseconds. */
export type Clock = () => number;

export type PhaseTimer = {
  /** Runs `work` and adds its time to `phase`, also if it throws. */
  readonly time: <T>(phase: string, work: () => T) => T;
  /** Does the same for asynchronous work. */
  readonly timeAsync: <T>(phase: string, work: () => Promise<T>) => Promise<T>;
  /** Adds milliseconds that were measured elsewhere, for example in a worker. */
  readonly add: (phase: string, milliseconds: number) => void;
  /** The milliseconds of each phase, in order of first use. */
  readonly report: () => Readonly<Record<string, number>>;
};

/** A timer that reads `clock`. */
export function phaseTimer(clock: Clock): PhaseTimer {
  const totals = new Map<string, number>();
  const add = (phase: string, milliseconds: number): void => {
    totals.set(phase, (totals.get(phase) ?? 0) + milliseconds);
  };
  return {
    add,
    time: (phase, work) => {
      const start = clock();
      try {
        return work();
      } finally {
        add(phase, clock() - start);
      }
    },
    timeAsync: async (phase, work) => {
      const start = clock();
      try {
        return await work();
      } finally {
        add(phase, clock() - start);
      }
    },
    report: () => Object.fromEntries(totals),
  };
}
