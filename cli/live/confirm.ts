/** Asks a person at the terminal before something that cannot be undone. */

import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { Cancelled, InputError } from '../../engine/core/errors.ts';

/** The terminal that is asked. */
export type Terminal = {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
};

/**
 * Returns if the person types `yes`.
 * @throws InputError if the answer is another or the input ends, or if it is no terminal;
 *   Cancelled after Ctrl-C
 */
export async function confirm(question: string, { input, output }: Terminal): Promise<void> {
  if (input.isTTY !== true) {
    throw new InputError(`command line: expected --yes, since nobody can be asked: ${question}`);
  }
  const terminal = createInterface({ input, output });
  const end = new AbortController();
  terminal.once('SIGINT', () => end.abort(new Cancelled()));
  terminal.once('close', () => end.abort(noYes()));
  const { signal } = end;
  try {
    const answer = await terminal.question(`${question} Type yes to go on: `, { signal });
    if (answer.trim() !== 'yes') throw noYes();
  } catch (error) {
    // The terminal's own error does not say which of the two ended it.
    signal.throwIfAborted();
    throw error;
  } finally {
    terminal.close();
  }
}

function noYes(): InputError {
  return new InputError('expected yes: nothing was done');
}
