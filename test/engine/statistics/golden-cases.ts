/**
 * Golden figures of the statistics: reads every file of the folder, finds what a case's inputs
 * name, and compares outputs. Vocabulary: a case names a function, its inputs and outputs; an
 * input that is text names a list that lies at the top of the case's file, in the file that
 * `series_file` names, or in another file of the folder. Knows no file and no case by name.
 */

import { readdirSync } from 'node:fs';
import { sharpeInfluence } from '../../../engine/statistics/sharpe-error.ts';
import { sharedFile, sharedPath } from '../../shared-data.ts';

export const FOLDER = 'golden/statistics';

type Json = { readonly [key: string]: unknown };

export type GoldenCase = {
  readonly file: string;
  readonly name: string;
  readonly function: string;
  readonly inputs: Json;
  readonly outputs: unknown;
  readonly tolerance: string;
};

/** The files of the folder by name, and all their cases. */
export type GoldenFolder = {
  readonly files: ReadonlyMap<string, Json>;
  readonly cases: readonly GoldenCase[];
};

/** Reads every JSON file of the folder. */
export function readGoldenFolder(): GoldenFolder {
  const names = readdirSync(sharedPath(FOLDER)).filter((name) => name.endsWith('.json'));
  const files = new Map(
    names.sort().map((name) => [name, JSON.parse(sharedFile(`${FOLDER}/${name}`)) as Json]),
  );
  const cases: GoldenCase[] = [];
  for (const [file, content] of files) {
    for (const one of (content['cases'] ?? []) as GoldenCase[]) cases.push({ ...one, file });
  }
  return { files, cases };
}

/** A case's inputs, read by key with the type that is expected there. */
export type GoldenInputs = {
  readonly golden: GoldenCase;
  /** True where the input is there and not null. */
  readonly has: (key: string) => boolean;
  /** A number, or `otherwise` where the input is absent or null. */
  readonly number: (key: string, otherwise?: number) => number;
  readonly text: (key: string) => string;
  /** The input itself, or the list that it names; numbers, or lists of them. */
  readonly list: (key: string) => readonly number[];
  readonly series: (key: string) => Float64Array;
  readonly rows: (key: string) => readonly (readonly number[])[];
  /** A matrix of bars × trials as one series a trial. */
  readonly trials: (key: string) => readonly Float64Array[];
  /** What a name means; `FILE NAME` is a name in that file. @throws Error where it is nowhere */
  readonly named: (name: string) => unknown;
  /** Names at the top of the case's own file. */
  readonly topNames: readonly string[];
};

/** Reads the inputs of `golden`. */
export function inputsOf(folder: GoldenFolder, golden: GoldenCase): GoldenInputs {
  const { inputs } = golden;
  const named = (name: string): unknown => findNamed(folder, golden, name);
  const value = (key: string): unknown => {
    const given = inputs[key];
    return typeof given === 'string' ? named(given) : given;
  };
  const rows = (key: string) => listOf<readonly number[]>(value(key), key);
  const list = (key: string) => listOf<number>(value(key), key);
  return {
    golden,
    has: (key) => (inputs[key] ?? null) !== null,
    number: (key, otherwise) => {
      const given = inputs[key] ?? otherwise;
      if (typeof given !== 'number') throw new Error(`input ${key}: expected a number`);
      return given;
    },
    text: (key) => {
      const given = inputs[key];
      if (typeof given !== 'string') throw new Error(`input ${key}: expected text`);
      return given;
    },
    list,
    series: (key) => Float64Array.from(list(key)),
    rows,
    trials: (key) => {
      const matrix = rows(key);
      return Array.from(matrix[0]!, (_, k) => Float64Array.from(matrix, (row) => row[k]!));
    },
    named,
    topNames: Object.keys(folder.files.get(golden.file)!),
  };
}

function listOf<T>(value: unknown, key: string): readonly T[] {
  if (!Array.isArray(value)) throw new Error(`input ${key}: expected a list`);
  return value as readonly T[];
}

/** In the case's file, in that of `series_file`, in any; else a change of another series. */
function findNamed(folder: GoldenFolder, golden: GoldenCase, name: string): unknown {
  const { files } = folder;
  const own = files.get(golden.file)!;
  const [first = ''] = name.split(' ', 1);
  if (files.has(first)) return lookUp(files.get(first)!, name.slice(first.length + 1));
  const seriesFile = golden.inputs['series_file'] ?? own['series_file'];
  const linked = typeof seriesFile === 'string' ? files.get(seriesFile) : undefined;
  for (const content of [own, linked, ...files.values()]) {
    const found = content === undefined ? undefined : lookUp(content, name);
    if (found !== undefined) return found;
  }
  const [, base, change] = /^(.*)_(squared|psi)$/.exec(name) ?? [];
  if (base === undefined) throw new Error(`no file has "${name}"`);
  const series = listOf<number>(findNamed(folder, golden, base), base);
  return change === 'psi' ? Array.from(sharpeInfluence(series)) : series.map((x) => x * x);
}

/** `name` at a file's top or in one of the tables there. */
function lookUp(content: Json, name: string): unknown {
  if (name in content) return content[name];
  for (const [key, table] of Object.entries(content)) {
    const isTable = typeof table === 'object' && table !== null && !Array.isArray(table);
    if (key !== 'cases' && isTable && name in table) return (table as Json)[name];
  }
  return undefined;
}

/** By what an output may be off, relative to max(1, |value|). */
export type Tolerance = (path: readonly string[]) => number | undefined;

/** Where a case states no figure, counts and labels are exact and the rest is double precision. */
const DEFAULT_TOLERANCE = 1e-9;

/**
 * The tolerance that text like `1e-8; m_hat, M exact` or `1e-8; max_matched 2 %` states: a figure
 * without a name is for all outputs, one with names for theirs and for those that end so.
 */
export function parseTolerance(text: string): Tolerance {
  const named = new Map<string, number>();
  let general: number | undefined;
  let names: string[] = [];
  for (const part of text.split(/[;,]/)) {
    const words = part
      .trim()
      .replace(/ ?relative$/, '')
      .replace(/ %$/, '%')
      .split(/ +/);
    const last = words.pop()!;
    const figure =
      last === 'exact' ? 0 : last.endsWith('%') ? parseFloat(last) / 100 : Number(last);
    if (Number.isNaN(figure)) {
      names.push([...words, last].join(' '));
      continue;
    }
    names.push(...words);
    const own = names.filter((name) => name !== 'else' && name !== 'own' && name !== 'values');
    if (own.length === 0) general = figure;
    for (const name of own) named.set(name, figure);
    names = [];
  }
  return (path) => {
    for (const key of path.toReversed()) {
      for (const [name, figure] of named)
        if (key === name || key.endsWith(`_${name}`)) return figure;
    }
    if (path.some((key) => key.startsWith('published'))) return undefined;
    return general ?? DEFAULT_TOLERANCE;
  };
}

/**
 * What differs between a case's outputs and ours, as lines; `compared` counts the values looked
 * at. Null means "not defined": ours must be NaN, null or undefined. A `published` figure is
 * compared with ours of the same name, to the digits it was printed with if no tolerance is stated.
 */
export function differences(
  expected: unknown,
  actual: unknown,
  tolerance: Tolerance,
): { readonly lines: readonly string[]; readonly compared: number } {
  const lines: string[] = [];
  let compared = 0;
  const say = (path: readonly string[], wanted: unknown, got: unknown): unknown =>
    lines.push(`${path.join('.')}: expected ${JSON.stringify(wanted)}, got ${String(got)}`);
  const walk = (wanted: unknown, got: unknown, path: readonly string[]): void => {
    if (typeof wanted === 'object' && wanted !== null) {
      walkInto(wanted, got, path);
      return;
    }
    compared++;
    if (wanted === null) {
      const undefinedHere = got === null || got === undefined || Number.isNaN(got);
      if (!undefinedHere && !isPublished(path)) say(path, wanted, got);
    } else if (typeof wanted !== 'number') {
      if (wanted !== got) say(path, wanted, got);
    } else {
      const limit = (tolerance(path) ?? printedPrecision(wanted)) * Math.max(1, Math.abs(wanted));
      if (typeof got !== 'number' || !(Math.abs(got - wanted) <= limit)) say(path, wanted, got);
    }
  };
  const walkInto = (wanted: object, got: unknown, path: readonly string[]): void => {
    if (Array.isArray(wanted)) {
      const list = ArrayBuffer.isView(got) ? Array.from(got as Float64Array) : got;
      if (!Array.isArray(list) || list.length !== wanted.length) say(path, wanted, list);
      else wanted.forEach((value, i) => walk(value, list[i], [...path, String(i)]));
      return;
    }
    for (const [key, value] of Object.entries(wanted)) {
      const own = (got ?? {}) as Json;
      if (key === 'published') walk(value, own, [...path, key]);
      else walk(value, outputNamed(own, key.replace(/^published_/, '')), [...path, key]);
    }
  };
  walk(expected, actual, []);
  return { lines, compared };
}

/** `1.0` as a name means the same as `1`. */
function outputNamed(outputs: Json, name: string): unknown {
  return name in outputs ? outputs[name] : outputs[String(Number(name))];
}

function isPublished(path: readonly string[]): boolean {
  return path.some((key) => key.startsWith('published'));
}

/** Half a unit of the last digit that is printed, or rounding where all digits are. */
function printedPrecision(value: number): number {
  const decimals = String(value).split('.')[1]?.length ?? 0;
  return Math.max(0.5 * 10 ** -decimals, DEFAULT_TOLERANCE);
}
