/**
 * The three ways to fail: bad input (the user can mend it), a broken invariant (we must), the
 * outside world (nobody here can). Commands turn the first into one line and exit code 2.
 */

/** Bad input: the message says what was expected, what came, and where. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** A service outside failed or answered what its protocol does not allow; `cause` has the rest. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
}

/** The user stopped the work (Ctrl-C): not a failure, and nothing half-written stays behind. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('cancelled');
  }
}

/** A broken invariant, a bug of ours: never caught. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * Holds an invariant.
 * @param relation the relation that must hold, as text: `'start < end'`
 * @throws AssertionError where `condition` is false
 */
export function assert(condition: boolean, relation: string): asserts condition {
  if (!condition) throw new AssertionError(`broken invariant: ${relation}`);
}

/** `error` as an Error, whatever was thrown. */
export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
