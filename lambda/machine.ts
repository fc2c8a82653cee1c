/** The clock and the output of the process, for the entries of both functions. */

import type { WallClock } from '../engine/live/edges/wall-clock.ts';

/** The clock of the machine. */
export const MACHINE_CLOCK: WallClock = {
  now: Date.now,
  after: (ms, wake) => {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

/** `line`, after it was written to stdout as one line of JSON. The alarms count these lines. */
export function written<T extends object>(line: T): T {
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return line;
}
