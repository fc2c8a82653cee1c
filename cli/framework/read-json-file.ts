/**
 * JSON of a user's file. A byte order mark, which editors on Windows write, is left out. A key that
 * an object has twice is refused, because `JSON.parse` would take the last one without a word.
 */

import { readFile } from 'node:fs/promises';
import { InputError, toError } from '../../engine/core/errors.ts';

/** The content of a JSON file. @throws InputError with the path if it cannot be read */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as { readonly code?: string };
    const reason = code === 'ENOENT' ? 'no such file' : toError(error).message;
    throw new InputError(`${path}: cannot read it: ${reason}`, { cause: error });
  }
  return parseJsonFile(text, path);
}

/** The content of `text`. @throws InputError with the path if it is no JSON, or has a key twice */
export function parseJsonFile(text: string, path: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (error) {
    throw new InputError(`${path}: expected JSON: ${toError(error).message}`, { cause: error });
  }
  const twice = repeatedKey(json);
  if (twice === undefined) return content;
  throw new InputError(`${path}: expected each key once, got ${twice} twice in one object`);
}

/** A brace or bracket, or a text with the colon that makes it a key. */
const TOKEN = /[{}[\]]|("(?:[^"\\]|\\.)*")\s*(:)?/g;

/** The first key, in quotes, that an object of valid `json` has twice. O(length). */
function repeatedKey(json: string): string | undefined {
  // The keys so far of each object or list around the token.
  const around: Set<unknown>[] = [];
  for (const [token, text, colon] of json.matchAll(TOKEN)) {
    if (token === '{' || token === '[') around.push(new Set());
    else if (token === '}' || token === ']') around.pop();
    if (text === undefined || colon === undefined) continue;
    const keys = around.at(-1)!;
    const key: unknown = JSON.parse(text);
    if (keys.has(key)) return text;
    keys.add(key);
  }
  return undefined;
}
