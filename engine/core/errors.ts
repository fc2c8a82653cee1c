/**
 * The three ways to fail: bad input, which the user can correct; a broken invariant, which is a bug
 * of this program; and a failure of the outside world, which neither of them can prevent. Commands
 * print bad input as one line and exit with code 2.
 */

/** Bad input: the message says what was expected, what came, and where. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * A service outside this process failed, or its answer breaks its protocol. `cause` is the error
 * that was caught.
 */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
}

/** The user stopped the work (Ctrl-C). This is no failure, and no half-written file remains. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('cancelled');
  }
}

/** A broken invariant, which is a bug of this program. No code catches it. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/**
 * Checks an invariant.
 * @param relation the relation that must hold, as text: `'start < end'`
 * @throws AssertionError if `condition` is false
 */
export function assert(condition: boolean, relation: string): asserts condition {
  if (!condition) throw new AssertionError(`broken invariant: ${relation}`);
}

/** `error` if it is an Error, otherwise an Error with `error` as its text. */
export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
