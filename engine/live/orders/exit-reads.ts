/**
 * Reads that an order which opens needs, and an order which closes can do without: account, orders,
 * fills and positions in other contracts. A closing order is held up by the state of the market,
 * the clock and the kill switch alone, so such a read gets a few seconds, and then the run goes on
 * without it and says so.
 */

import { OutsideError } from '../../core/errors.ts';
import { HttpFailure } from '../edges/failures.ts';
import { within, type WallClock } from '../edges/wall-clock.ts';

/** Short enough that the other reads of a look are still fresh when this one is given up. */
const EXIT_READ_MS = 4_000;

/** The result of `read`, or `instead` if this look can do without it. */
export type ReadOr = <T>(name: string, read: () => Promise<T>, instead: T) => Promise<T>;

/** Reads that must succeed, as before an order that opens. */
export const PATIENT: ReadOr = (_name, read) => read();

/** Reads that may fail. `unseen` then has one line for each read that is missing. */
export function exitReads(clock: WallClock): { readonly read: ReadOr; readonly unseen: string[] } {
  const unseen: string[] = [];
  const read: ReadOr = async (name, attempt, instead) => {
    const late = (): Error => new HttpFailure(name, 'timeout', `${EXIT_READ_MS} ms`);
    try {
      return await within(clock, EXIT_READ_MS, attempt, late);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      const { message } = error;
      unseen.push(message.includes(name) ? message : `${name}: ${message}`);
      return instead;
    }
  };
  return { read, unseen };
}
