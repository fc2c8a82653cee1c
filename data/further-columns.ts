/** The columns of a file of bars that are no part of a bar: a user's own numbers, by name. */

import { InputError } from '../engine/core/errors.ts';
import type { BarColumns } from './bar-columns.ts';
import { foundText, onlyIndex, plainName } from './column-names.ts';
import type { RawTable } from './raw-table.ts';
import { readOwnNumbers } from './read-numbers.ts';

/**
 * Which of them to read: those of these names (upper and lower case are the same), or `all` that
 * hold at least one number and nothing else.
 */
export type FurtherColumns = readonly string[] | 'all';

/**
 * The asked columns of `table` with the names that were asked for, Float64Array (rows) each, NaN
 * where a cell is empty.
 * @throws InputError if a column is missing or there twice, and for a cell that is no number
 */
export async function furtherColumns(
  table: RawTable,
  bar: BarColumns,
  asked: FurtherColumns,
): Promise<readonly (readonly [name: string, values: Float64Array])[]> {
  if (asked === 'all') return allColumns(table, bar);
  const known = table.names.map(plainName);
  const indexes = asked.map((name) => {
    const index = onlyIndex(known, plainName(name), table.header);
    if (index !== -1) return index;
    const names = foundText(table.names);
    throw new InputError(`${table.header}: expected a column "${name}"; found ${names}`);
  });
  const raw = await table.readColumns(indexes);
  const file = [...(await table.readColumns(bar.values)), ...raw];
  return asked.map((name, i) => {
    const numbers = readOwnNumbers(raw[i]!, name, table, file);
    if ('problem' in numbers) throw new InputError(numbers.problem);
    return [name, finite(numbers.values)];
  });
}

async function allColumns(
  table: RawTable,
  { times, unnamed, values: fields }: BarColumns,
): Promise<readonly (readonly [string, Float64Array])[]> {
  const known = table.names.map(plainName);
  const taken = new Set([...times, ...fields, ...(unnamed === undefined ? [] : [unnamed])]);
  const indexes = [...known.keys()].filter(
    (i) => known[i] !== '' && !taken.has(i) && known.indexOf(known[i]!) === i,
  );
  const raw = await table.readColumns(indexes);
  const file = [...(await table.readColumns(fields)), ...raw];
  return indexes.flatMap((index, i) => {
    const name = table.names[index]!.trim();
    const numbers = readOwnNumbers(raw[i]!, name, table, file);
    const some = 'values' in numbers && numbers.values.some(Number.isFinite);
    return some ? [[name, finite(numbers.values)] as const] : [];
  });
}

/** Infinity counts as missing. */
function finite(values: Float64Array): Float64Array {
  return values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
}
