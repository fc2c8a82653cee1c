/** Work that ends at once if the user stops it or if the workers can no longer run. */

import { setMaxListeners } from 'node:events';
import { Cancelled } from '../core/errors.ts';

/** What can stop the work. */
export type Stops = {
  /** Aborts if the user stops the work. */
  readonly signal?: AbortSignal | undefined;
  /** Aborts, with the reason, if no worker can run any more. */
  readonly broken: AbortSignal;
};

/**
 * The result of `work`, which gets a signal that aborts with an error as its reason.
 * @throws Cancelled if the user stopped the work, the reason of `broken` if it aborts; otherwise
 *   what `work` throws, whose other parts are stopped then
 */
export async function stoppable<T>(
  { signal, broken }: Stops,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted === true) throw new Cancelled();
  if (broken.aborted) throw broken.reason;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const onAbort = (): void => stop.abort(new Cancelled());
  const onBroken = (): void => stop.abort(broken.reason);
  signal?.addEventListener('abort', onAbort);
  broken.addEventListener('abort', onBroken);
  try {
    return await work(stop.signal);
  } catch (error) {
    // If the work was stopped, throw the reason, not the error of a task that it interrupted.
    if (stop.signal.aborted) throw stop.signal.reason;
    stop.abort(error);
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    broken.removeEventListener('abort', onBroken);
  }
}
