/** Waits for work that cannot be stopped itself, and no longer than until a stop. */

import { toError } from '../../engine/core/errors.ts';

/** The result of `work`. @throws the reason of `stop` as soon as it aborts; what `work` throws */
export async function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  let onAbort = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => reject(toError(stop.reason));
    if (stop.aborted) onAbort();
    else stop.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}
