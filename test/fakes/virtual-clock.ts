/**
 * A clock that jumps: when nothing is in flight, it goes to the next timer at once. Over sockets
 * time-outs and waits of minutes take no time and depend on no machine's speed; without sockets it
 * is a discrete-event simulation.
 */

import type { WallClock } from '../../engine/live/edges/wall-clock.ts';

export type VirtualClock = WallClock & {
  /** Sets the time, forwards. */
  readonly goTo: (ms: number) => void;
  /** `work`, during which the clock stands still. */
  readonly busy: <T>(work: Promise<T>) => Promise<T>;
  /** What is in flight is known never to be answered (+1), or no longer (-1). */
  readonly hanging: (change: 1 | -1) => void;
  /** Forgets all timers: what waited for them is gone, as after a crash. */
  readonly clear: () => void;
};

type Timer = { readonly at: number; readonly order: number; readonly wake: () => void };

/** A clock that starts at `start` (ms). */
export function createVirtualClock(start: number): VirtualClock {
  const timers = new Set<Timer>();
  let now = start;
  let order = 0;
  let inFlight = 0;
  let scheduled = false;
  const poke = (): void => {
    if (scheduled) return;
    scheduled = true;
    // After every promise that can go on has gone on.
    setImmediate(() => {
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
