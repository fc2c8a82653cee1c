/** Places for tasks in flight. Whoever finds none free waits in line, first come, first served. */

import { toError } from '../../engine/core/errors.ts';

export type TaskSlots = {
  /** Waits for a place. @throws the signal's reason if it aborts */
  readonly take: (signal: AbortSignal) => Promise<void>;
  /** Gives a place back. */
  readonly free: () => void;
  /** Changes the number of places. Places that are taken stay so. */
  readonly setCount: (count: number) => void;
};

/** `count` places. */
export function createSlots(count: number): TaskSlots {
  let places = count;
  let taken = 0;
  const line: (() => void)[] = [];
  const next = (): void => {
    while (taken < places && line.length > 0) {
      taken++;
      line.shift()!();
    }
  };
  const take = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        line.splice(line.indexOf(enter), 1);
        reject(toError(signal.reason));
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) {
        reject(toError(signal.reason));
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      line.push(enter);
      next();
    });
  return {
    take,
    free: () => {
      taken--;
      next();
    },
    setCount: (wanted) => {
      places = wanted;
      next();
    },
  };
}
