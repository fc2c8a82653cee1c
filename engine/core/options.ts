/**
 * Option tables. Each option is one row: kind, default, range, unit and one line of doc. These rows
 * are the source of validation, `--help`, cli/OPTIONS.md and the JSON Schema of `--config`.
 * Must not know: any particular option.
 */

import { InputError } from './errors.ts';
import { MOST_INTEGERS, withoutRanges } from './integer-ranges.ts';

type Row<Kind extends string, Value> = {
  readonly kind: Kind;
  /** `undefined` if an option that is left out has a meaning of its own, which `doc` tells. */
  readonly default: Value;
  readonly unit?: string;
  readonly doc: string;
  /** False if the option cannot change a result (a number of workers): results do not record it. */
  readonly recorded?: false;
};

type IntegerRow<V> = Row<'integer', V> & { readonly min: number; readonly max: number };
export type NumberRow<V> = Row<'number', V> & {
  readonly min: number;
  readonly max: number;
  readonly orChoice?: undefined;
};
/** A number in the range, or the one word `orChoice`: `365`, `auto`. */
type NumberOrChoiceRow = Row<'number', number | string> & {
  readonly min: number;
  readonly max: number;
  readonly orChoice: string;
};
/** What a text says if it names files of this machine. */
type PathFacts = {
  /** Set if the value is a path: of a file or of a folder. */
  readonly path?: 'file' | 'folder';
  /** If set, only values with this ending are paths: `.json`. */
  readonly pathEnding?: string;
  /** Words that are no paths, but name a source: `kraken`. */
  readonly words?: readonly string[];
};
type TextRow<V> = Row<'text', V> &
  PathFacts & {
    readonly placeholder?: string;
    /** A regular expression that the whole text matches; `placeholder` says it in words. */
    readonly pattern?: string;
    /** The value if the flag stands alone on the command line; left out: it needs a value. */
    readonly bare?: string;
  };
type ChoiceRow<V> = Row<'choice', V> & { readonly choices: readonly string[] };
type FlagRow = Row<'flag', boolean>;
/**
 * A list of texts, on the command line `a,b,c`. If `repeatable` is true, each use of the flag adds
 * one item instead, and a comma does not split it: `--features a --features b,c` are two items.
 */
type ListRow = Row<'list', readonly string[]> &
  PathFacts & {
    readonly placeholder?: string;
    /** As in a text row, for each item. */
    readonly pattern?: string;
    readonly repeatable?: boolean;
  };
/** A list of integers: `42,1,2`, `1..100`. */
type IntegersRow<V> = Row<'integers', V> & {
  readonly min: number;
  readonly max: number;
};

export type OptionRow =
  | IntegerRow<number | undefined>
  | NumberRow<number | undefined>
  | NumberOrChoiceRow
  | TextRow<string | undefined>
  | ChoiceRow<string | undefined>
  | FlagRow
  | ListRow
  | IntegersRow<readonly number[] | undefined>;

export type OptionTable = Readonly<Record<string, OptionRow>>;

/** The type of a row's value: that of its kind, or its choices; or undefined if the default is. */
type OptionValue<R extends OptionRow> =
  | (R extends { readonly kind: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : R extends { readonly kind: 'number'; readonly orChoice: infer Word extends string }
        ? number | Word
        : ValueOfKind[R['kind']])
  | (undefined extends R['default'] ? undefined : never);

type ValueOfKind = {
  readonly integer: number;
  readonly number: number;
  readonly text: string;
  readonly choice: string;
  readonly flag: boolean;
  readonly list: readonly string[];
  readonly integers: readonly number[];
};

/** The values of a table that is declared `as const`; `resolveOptions` returns them. */
export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: OptionValue<T[K]> };

/** The flag of an option's name: `maxFeatures` is `--max-features`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * The values of all options of `table`: those in `given`, which are checked, and the defaults of
 * the others. The result is frozen.
 * @param where the name of the source, for messages: `command line`, `config.json`
 * @param nameOf the name of an option in messages; its flag if left out
 * @throws InputError for an unknown key, for a value of another kind, and for one out of range
 */
export function resolveOptions<const T extends OptionTable>(
  table: T,
  given: Readonly<Record<string, unknown>>,
  where: string,
  nameOf: (name: string) => string = flagOf,
): OptionValues<T> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) {
      const near = nearest(name, Object.keys(table));
      const hint = near === undefined ? '' : `, did you mean ${nameOf(near)}?`;
      throw new InputError(`${where}: unknown option ${nameOf(name)}${hint}`);
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(table)) {
    const value = given[name];
    values[name] = value === undefined ? row.default : checked(nameOf(name), row, value, where);
  }
  return Object.freeze(values) as OptionValues<T>;
}

/** Only those of `values` that are options of `table`. They are not checked again. */
export function pickOptions<const T extends OptionTable>(
  table: T,
  values: OptionValues<T>,
): OptionValues<T> {
  const names = Object.keys(table) as (keyof T & string)[];
  return Object.fromEntries(names.map((name) => [name, values[name]])) as OptionValues<T>;
}

/** A row's range with its unit, or its choices: `1 to 4000 trees`, `hold | flat`. */
export function rangeText(row: OptionRow): string {
  const unit = row.unit === undefined ? '' : ` ${row.unit}`;
  switch (row.kind) {
    case 'integer':
      return `${row.min} to ${row.max}${unit}`;
    case 'number': {
      const word = row.orChoice === undefined ? '' : `, or ${row.orChoice}`;
      return `${row.min} to ${row.max}${unit}${word}`;
    }
    case 'integers':
      return `${row.min} to ${row.max}${unit}, comma-separated, or a range 1..9`;
    case 'choice':
      return row.choices.join(' | ');
    case 'flag':
      return '';
    case 'text':
    case 'list':
      return `${row.placeholder ?? (row.kind === 'list' ? 'a,b,…' : 'TEXT')}${unit}`;
  }
}

function checked(shown: string, row: OptionRow, value: unknown, where: string): unknown {
  const refuse = (expected: string): never => {
    const got = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
    throw new InputError(`${where}: ${shown}: expected ${expected}, got ${got}`);
  };
  const number = (candidate: unknown, integer: boolean, min: number, max: number): number => {
    const parsed = numberOf(candidate);
    const fits = Number.isFinite(parsed) && parsed >= min && parsed <= max;
    if (!fits || (integer && !Number.isInteger(parsed))) {
      refuse(`${integer ? 'an integer' : 'a number'} from ${rangeText(row)}`);
    }
    return parsed;
  };
  switch (row.kind) {
    case 'integer':
      return number(value, true, row.min, row.max);
    case 'number':
      if (row.orChoice !== undefined && value === row.orChoice) return value;
      return number(value, false, row.min, row.max);
    case 'text':
      if (typeof value !== 'string' || value === '') return refuse('a text');
      return matches(row.pattern, value) ? value : refuse(rangeText(row));
    case 'choice':
      return row.choices.includes(value as string) ? value : refuse(rangeText(row));
    case 'flag':
      return typeof value === 'boolean' ? value : refuse('true or false');
    case 'list': {
      const items = listOf(value, row.repeatable !== true);
      if (!fitsAsList(items, row.default)) return refuse('a list a,b,…');
      return items.every((item) => matches(row.pattern, item)) ? items : refuse(rangeText(row));
    }
    case 'integers': {
      const items = listOf(value, true);
      if (!fitsAsList(items, row.default)) return refuse('a list of integers');
      const integers = withoutRanges(items);
      if (integers === undefined) {
        return refuse(`a list such as 42,1,2 or a range such as 1..9, at most ${MOST_INTEGERS}`);
      }
      return Object.freeze(integers.map((item) => number(item, true, row.min, row.max)));
    }
  }
}

/** Digits with at most one point. `Number` would also take `0x10`, `1e3`, ` 5 ` and ``. */
const PLAIN_DECIMAL = /^-?(\d+(\.\d*)?|\.\d+)$/;

/** A number, or a text that is a plain decimal, as a number; NaN for anything else. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && PLAIN_DECIMAL.test(value) ? Number(value) : Number.NaN;
}

function matches(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text);
}

/** An empty list is allowed only if it is the default: results record it, and replay reads it. */
function fitsAsList(
  items: readonly string[] | undefined,
  fallback: readonly unknown[] | undefined,
): items is readonly string[] {
  return items !== undefined && (items.length > 0 || fallback?.length === 0);
}

/** The items of a text or an array of texts; `split` cuts at commas. Undefined if one is empty. */
function listOf(value: unknown, split: boolean): readonly string[] | undefined {
  const parts = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  const texts = split ? parts.flatMap((part) => part.split(',')) : parts;
  const items = texts.map((text) => text.trim());
  return items.includes('') ? undefined : Object.freeze(items);
}

/**
 * The one of `known` that `name` may mean, for a "did you mean": one that begins with it
 * (`--max-f`), one of whose words it is, in the singular or plural (`--costs`: `--cost-bps`), or
 * the nearest within two edits; the first of several; undefined if there is none.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = singular(flagOf(name));
  const worth = (candidate: string): number => {
    const flag = flagOf(candidate).replace(/^-+/, '');
    if (wanted.length < SHORTEST_PART) return editDistance(name, candidate);
    if (flag.startsWith(wanted)) return -2;
    const isWord = flag.split(/[-:]/).some((word) => singular(word) === wanted);
    return isWord ? -1 : editDistance(name, candidate);
  };
  const distances = known.map(worth);
  const least = Math.min(...distances);
  return least <= 2 ? known[distances.indexOf(least)] : undefined;
}

/** Shorter beginnings than this say too little. */
const SHORTEST_PART = 3;

/** `--costs`, `costs` and `cost` are one word. */
function singular(flag: string): string {
  return flag.replaceAll(/^-+|s$/g, '');
}

/** The Levenshtein distance of two texts, O(length²). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitute));
    }
    previous = current;
  }
  return previous[b.length]!;
}
