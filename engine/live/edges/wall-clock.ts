/**
 * The live part's clock: the time of day and timers, passed in, so that a simulation can run a
 * hundred thousand days on a clock of its own. Nothing here reads the machine's.
 */

/** Wall-clock time and timers. */
export type WallClock = {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Calls `wake` once after `ms` milliseconds; the function returned cancels it. */
  readonly after: (ms: number, wake: () => void) => () => void;
};

/** A clock and the time on it (ms) by which a run must have ended. */
export type TimeBudget = { readonly clock: WallClock; readonly deadline: number };

/** Resolves after `ms` milliseconds of `clock`. */
export function sleep(clock: WallClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/**
 * What `work` resolves to, if it does so within `ms`; after that the signal given to `work` aborts
 * and the error is `late()`. The timer never outlives the call.
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
