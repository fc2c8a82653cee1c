/** Lets a number of pieces of work run at the same time; the others wait for their turn. */

import { Cancelled } from '../../engine/core/errors.ts';

export type Turns = {
  /**
   * Waits for a turn, and returns the function that gives it back.
   * @param onWait called if all turns are taken
   * @throws Cancelled if `signal` aborts before the turn comes
   */
  readonly take: (signal: AbortSignal, onWait: () => void) => Promise<() => void>;
};

/** `count` turns. Who has waited longest is next. */
export function createTurns(count: number): Turns {
  let free = count;
  const waiting: (() => void)[] = [];
  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  const take: Turns['take'] = async (signal, onWait) => {
    if (signal.aborted) throw new Cancelled();
    if (free > 0) {
      free--;
    } else {
      onWait();
      await new Promise<void>((resolve, reject) => {
        const begin = (): void => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(begin), 1);
          reject(new Cancelled());
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(begin);
      });
    }
    let given = false;
    return () => {
      if (!given) giveBack();
      given = true;
    };
  };
  return { take };
}
