/**
 * The clock of the live part: time of day and timers. It is passed in, so that a simulation can run
 * many days on a clock of its own. Nothing in this file reads the clock of the machine.
 */

/** Wall-clock time and timers. */
export type WallClock = {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Calls `wake` once after `ms` milliseconds. The returned function cancels that. */
  readonly after: (ms: number, wake: () => void) => () => void;
};

/** A clock and the time on it (ms) by which a run must have ended. */
export type TimeBudget = { readonly clock: WallClock; readonly deadline: number };

/** Resolves after `ms` milliseconds on `clock`. */
export function sleep(clock: WallClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/**
 * The result of `work`, if it comes within `ms` milliseconds. If not, the signal that `work` was
 * given aborts and the error is `late()`. The timer ends with the call.
 */
export async function within<T>(
  clock: WallClock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const controller = new AbortController();
  let cancel = (): void => {};
  const timeout = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () => {
      reject(late());
      controller.abort();
    });
  });
  try {
    return await Promise.race([work(controller.signal), timeout]);
  } finally {
    cancel();
  }
}
