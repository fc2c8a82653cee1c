/**
 * The one JSON document that `--json` prints: two spaces, keys in the order given, finite numbers
 * only. What has no value is `null`, and `nullReasons`, the document's last key, says why by path:
 * `"nullReasons": { "sets.forward_4.metrics.calmar": "no drawdown" }`.
 */

import { assert } from '../../engine/core/errors.ts';

const MISSING = Symbol('missing');

/** A value that does not exist, with the reason. */
export type Missing = { readonly [MISSING]: string };

/** What a result may hold. NaN becomes null with a general reason; `missing` gives a better one. */
export type JsonInput =
  | string
  | number
  | boolean
  | null
  | Missing
  | Float64Array
  | readonly JsonInput[]
  | { readonly [key: string]: JsonInput };

/** A JSON value as read or printed. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/** A null in the document whose reason is `reason`: `missing('no losing bar')`. */
export function missing(reason: string): Missing {
  return { [MISSING]: reason };
}

/** `input` as plain JSON with `nullReasons` appended where something is missing. */
export function jsonDocument(input: Readonly<Record<string, JsonInput>>): JsonObject {
  const nullReasons: Record<string, string> = {};
  const document = plainObject(input, '', nullReasons);
  return Object.keys(nullReasons).length === 0 ? document : { ...document, nullReasons };
}

/** `document` as text: two spaces, a newline at the end. */
export function documentText(document: JsonObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A path's next part: `sets` and `forward_4` give `sets.forward_4`, `steps` and 3 `steps[3]`. */
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
