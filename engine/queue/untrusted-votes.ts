/** The error of work whose finished parts rest on a worker that answered wrongly. */

import { OutsideError } from '../core/errors.ts';

/**
 * A worker answered wrongly, and earlier answers of it are already part of results. Nothing that
 * was computed from them may be kept.
 */
export class UntrustedVotes extends OutsideError {
  constructor(workers: readonly string[], count: number) {
    super(
      `worker ${workers.join(' and ')} answered wrongly after ${count} finished piece(s) of work ` +
        'had used its answers. It is excluded, and nothing of this run is kept: start the same ' +
        'command again',
    );
  }
}
