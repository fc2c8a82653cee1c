/** Where the time of a run went, phase by phase. The clock is passed in: nothing here reads one. */

/** A monotonic clock, milliseconds. */
export type Clock = () => number;

export type PhaseTimer = {
  /** Runs `work` and adds its time to `phase`, also where it throws. */
  readonly time: <T>(phase: string, work: () => T) => T;
  /** The same for asynchronous work. */
  readonly timeAsync: <T>(phase: string, work: () => Promise<T>) => Promise<T>;
  /** Adds milliseconds measured elsewhere, in a worker for one. */
  readonly add: (phase: string, milliseconds: number) => void;
  /** Milliseconds a phase, in order of first use. */
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
