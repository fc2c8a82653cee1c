/**
 * A clock that jumps. If no work is in progress, it goes to the next timer at once. So time-outs
 * and pauses of minutes take no time in tests over sockets, and do not depend on the speed of the
 * machine. Without sockets it is a discrete-event simulation.
 */

import type { WallClock } from '../../engine/live/edges/wall-clock.ts';

export type VirtualClock = WallClock & {
  /** Sets the time forwards. */
  readonly goTo: (ms: number) => void;
  /** Waits for `work`; the clock stands still during that time. */
  readonly busy: <T>(work: Promise<T>) => Promise<T>;
  /**
   * Some work in progress will never end, so the clock need not wait for it (+1); undo that (-1).
   */
  readonly hanging: (change: 1 | -1) => void;
  /** Forgets all timers, as after a crash. */
  readonly clear: () => void;
};

type Timer = { readonly at: number; readonly order: number; readonly wake: () => void };

/**
 * A clock that starts at `start` (ms).
 * @param whenIdle calls its argument when all promises that can continue have done so
 */
export function createVirtualClock(
  start: number,
  whenIdle: (next: () => void) => void = setImmediate,
): VirtualClock {
  const timers = new Set<Timer>();
  let now = start;
  let order = 0;
  let inFlight = 0;
  let scheduled = false;
  const poke = (): void => {
    if (scheduled) return;
    scheduled = true;
    // Let all promises that can continue do so first.
    whenIdle(() => {
      scheduled = false;
      if (inFlight > 0 || timers.size === 0) return;
      const next = earliest(timers);
      timers.delete(next);
      now = Math.max(now, next.at);
      next.wake();
      poke();
    });
  };
  return {
    now: () => now,
    after: (ms, wake) => {
      const timer = { at: now + Math.max(0, ms), order: order++, wake };
      timers.add(timer);
      poke();
      return () => timers.delete(timer);
    },
    goTo: (ms) => {
      now = Math.max(now, ms);
    },
    busy: async (work) => {
      inFlight++;
      try {
        return await work;
      } finally {
        inFlight--;
        poke();
      }
    },
    hanging: (change) => {
      inFlight -= change;
      poke();
    },
    clear: () => timers.clear(),
  };
}

function earliest(timers: ReadonlySet<Timer>): Timer {
  let [first] = timers;
  for (const timer of timers) {
    if (timer.at < first!.at || (timer.at === first!.at && timer.order < first!.order)) {
      first = timer;
    }
  }
  return first!;
}

/** For a clock without sockets: as setImmediate, at a fraction of the cost. */
export function afterPromises(next: () => void): void {
  // All microtasks run before the next tick, but ticks that are due run before any microtask.
  queueMicrotask(() => process.nextTick(next));
}
