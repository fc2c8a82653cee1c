/**
 * A document that is short enough to be read by a language model: its longest parts are left out
 * and named. Must not know: which command made the document.
 */

import { stripVTControlCharacters } from 'node:util';
import { joinPath, type JsonObject, type JsonValue } from '../framework/json-document.ts';

/** A document without its longest parts. */
export type BoundedDocument = {
  readonly document: JsonObject;
  /**
   * The paths of the parts that are not in it, each with its number of items: `steps (5)`; of very
   * many the first, and how many more.
   */
  readonly leftOut: readonly string[];
};

/** A part may have this many characters; if the whole is then still too long, half as many. */
const FIRST_PART_LIMIT = 8192;

/** Parts that are never left out, because a reader who has nothing else must have them. */
const ALWAYS_KEPT = new Set(['verdict']);

/**
 * `document` with at most `limit` characters as JSON, if what is always kept leaves room for that;
 * parts that are too long are left out.
 */
export function boundedDocument(document: JsonObject, limit: number): BoundedDocument {
  let bounded: BoundedDocument = { document, leftOut: [] };
  for (let part = FIRST_PART_LIMIT; lengthOf(bounded.document) > limit && part >= 1; part /= 2) {
    const leftOut: string[] = [];
    bounded = { document: shortened(document, '', { part, leftOut }), leftOut };
  }
  const more = bounded.leftOut.length - MOST_NAMED;
  if (more <= 0) return bounded;
  const named = bounded.leftOut.slice(0, MOST_NAMED);
  return { ...bounded, leftOut: [...named, `and ${more} more parts`] };
}

/** A table of a thousand figures loses them one by one; their names would be as long as itself. */
const MOST_NAMED = 60;

function shortened(
  object: JsonObject,
  path: string,
  plan: { readonly part: number; readonly leftOut: string[] },
): JsonObject {
  const entries = Object.entries(object).flatMap(([key, value]): [string, JsonValue][] => {
    if (ALWAYS_KEPT.has(key) || lengthOf(value) <= plan.part) return [[key, value]];
    const own = joinPath(path, key);
    if (isObject(value)) {
      const inner = shortened(value, own, plan);
      if (Object.keys(inner).length > 0) return [[key, inner]];
    }
    const items = typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
    plan.leftOut.push(`${own} (${items})`);
    return [];
  });
  return Object.fromEntries(entries);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lengthOf(value: JsonValue): number {
  return JSON.stringify(value).length;
}

/** Of a longer text the beginning and the end are kept, because a verdict stands at the end. */
export function boundedText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const lines = text.split('\n');
  const head = fitting(lines, Math.floor((2 * limit) / 3));
  const tail = fitting(lines.slice(head).toReversed(), Math.floor(limit / 3));
  const between = lines.length - head - tail;
  const note = `… ${between} lines left out: the file of the result has all figures …`;
  return [...lines.slice(0, head), note, ...lines.slice(lines.length - tail)].join('\n');
}

/** How many of the first lines have at most `limit` characters together. */
function fitting(lines: readonly string[], limit: number): number {
  let used = 0;
  const first = lines.findIndex((line) => (used += line.length + 1) > limit);
  return first < 0 ? lines.length : first;
}

/** `text` in one piece of at most `limit` characters, without what moves a terminal's cursor. */
export function boundedLine(text: string, limit: number): string {
  const plain = stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, ' ');
  return plain.length <= limit ? plain : `${plain.slice(0, limit)}… (${plain.length} characters)`;
}
