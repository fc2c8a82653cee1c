/** Reads a CSV text called `f`, for the tests of this folder. */

import { expect } from 'vitest';
import { parseCsv, type ParsedCsv } from '../../data/csv.ts';
import { InputError } from '../../engine/core/errors.ts';

/** What `text` holds. @throws InputError as `parseCsv` */
export function parse(text: string): Promise<ParsedCsv> {
  return parseCsv(new TextEncoder().encode(text), 'f');
}

/** Why `text` is refused. */
export async function refusal(text: string): Promise<string> {
  const error: unknown = await parse(text).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}
