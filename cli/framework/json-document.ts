/**
 * The JSON document that `--json` prints. It is indented by two spaces, its keys keep their order,
 * and its numbers are finite. A missing value is `null`. The last key of the document,
 * `nullReasons`, gives the reason for each null by its path:
 * `"nullReasons": { "sets.forward_4.metrics.calmar": "no drawdown" }`.
 */

import { assert } from '../../engine/core/errors.ts';

const MISSING = Symbol('missing');

/** A value that does not exist, with the reason. */
export type Missing = { readonly [MISSING]: string };

/** A value of a result. NaN becomes null with a general reason; `missing` gives an exact reason. */
export type JsonInput =
  | string
  | number
  | boolean
  | null
  | Missing
  | Float64Array
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput };

/** A JSON value that is read or printed. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/** A null in the document, with its reason: `missing('no losing bar')`. */
export function missing(reason: string): Missing {
  return { [MISSING]: reason };
}

/**
 * `input` with a reason for each null in it: the one that `reasons` has for its key. In a list it
 * is the key of the list.
 */
export function withReasons(
  input: JsonInput,
  reasons: Readonly<Record<string, string>>,
  key = '',
): JsonInput {
  if (input === null) return missing(reasons[key] ?? 'not known');
  if (typeof input !== 'object' || input instanceof Float64Array || isMissing(input)) return input;
  if (Array.isArray(input)) {
    return input.map((item: JsonInput) => withReasons(item, reasons, key));
  }
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, withReasons(value, reasons, name)]),
  );
}

/** `input` as plain JSON; if a value is missing, `nullReasons` is added at the end. */
export function jsonDocument(input: Readonly<Record<string, JsonInput>>): JsonObject {
  const nullReasons: Record<string, string> = {};
  const document = plainObject(input, '', nullReasons);
  return Object.keys(nullReasons).length === 0 ? document : { ...document, nullReasons };
}

/** `document` as a text, indented by two spaces, with a newline at the end. */
export function documentText(document: JsonObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A longer path: `sets` and `forward_4` give `sets.forward_4`; `steps` and 3 give `steps[3]`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function plain(input: JsonInput, path: string, nullReasons: Record<string, string>): JsonValue {
  if (typeof input === 'number') {
    if (Number.isFinite(input)) return input;
    nullReasons[path] = Number.isNaN(input) ? 'undefined for these data' : 'infinite';
    return null;
  }
  if (input === null || typeof input !== 'object') {
    assert(input !== undefined, `${path} has a value`);
    return input;
  }
  if (isMissing(input)) {
    nullReasons[path] = input[MISSING];
    return null;
  }
  if (Array.isArray(input) || input instanceof Float64Array) {
    return Array.from(input, (item: JsonInput, i) => plain(item, joinPath(path, i), nullReasons));
  }
  return plainObject(input as Readonly<Record<string, JsonInput>>, path, nullReasons);
}

function plainObject(
  input: Readonly<Record<string, JsonInput>>,
  path: string,
  nullReasons: Record<string, string>,
): JsonObject {
  const entries = Object.entries(input);
  return Object.fromEntries(entries.map(([k, v]) => [k, plain(v, joinPath(path, k), nullReasons)]));
}

function isMissing(input: object): input is Missing {
  return Object.hasOwn(input, MISSING);
}
