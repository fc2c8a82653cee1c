/** Names of columns as they are compared and shown: what is missing, what is there twice. */

import { BAR_FIELDS } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import { shortened } from './raw-table.ts';

/** A message stays one line: so many of the columns that a file has are named in it. */
const SHOWN_NAMES = 10;

/** `name` as it is compared: ` Close `, `CLOSE` and `<CLOSE>` are `close`. */
export function plainName(name: string): string {
  const inner = /^\s*<(.*)>\s*$/.exec(name)?.[1] ?? name;
  return inner.trim().toLowerCase();
}

/**
 * The index of the only `name` in `known`, -1 where there is none.
 * @param where file, and line where it has one, for the message: `bars.csv:1`
 * @throws InputError with the places of two of that name, counted from 1
 */
export function onlyIndex(known: readonly string[], name: string, where: string): number {
  const index = known.indexOf(name);
  const second = index === -1 ? -1 : known.indexOf(name, index + 1);
  if (second === -1) return index;
  throw new InputError(
    `${where}: expected one column "${name}", got two or more: columns ${index + 1} and ` +
      `${second + 1}`,
  );
}

/** The refusal of a file in which `missing` columns are not found among `names`. */
export function missingColumns(
  missing: readonly string[],
  names: readonly string[],
  where: string,
): InputError {
  return new InputError(
    `${where}: expected columns ${BAR_FIELDS.join(', ')}; missing ${missing.join(', ')}; ` +
      `found ${foundText(names)}`,
  );
}

/** The columns that a file has, for a message. */
export function foundText(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, SHOWN_NAMES).map((name) => `"${shortened(name)}"`);
  const more = names.length - shown.length;
  return shown.join(', ') + (more === 0 ? '' : ` and ${more} more`);
}
