/** Asks a person at the terminal before something that cannot be undone. */

import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { InputError } from '../../engine/core/errors.ts';

/** The terminal that is asked. */
export type Terminal = {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
};

/**
 * Returns if the person types `yes`.
 * @throws InputError if the answer is another, or if the input is no terminal
 */
export async function confirm(question: string, { input, output }: Terminal): Promise<void> {
  if (input.isTTY !== true) {
    throw new InputError(`command line: expected --yes, since nobody can be asked: ${question}`);
  }
  const terminal = createInterface({ input, output });
  try {
    const answer = await terminal.question(`${question} Type yes to go on: `);
    if (answer.trim() !== 'yes') throw new InputError('expected yes: nothing was done');
  } finally {
    terminal.close();
  }
}
