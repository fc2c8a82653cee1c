/**
 * JSON files that a user names: results, selections, options. If a file is something else, the
 * message says what was expected, what came, and where.
 */

import type { z } from 'zod';
import { readBytes } from '../../data/read-user-file.ts';
import { InputError } from '../../engine/core/errors.ts';
import { repeatedKey } from './repeated-key.ts';

/** How much of a text a message shows. */
const SHOWN = 30;

/**
 * The content of a JSON file in UTF-8.
 * @param expected what the file should hold and what makes it: `a result of select (…)`
 * @throws InputError if it cannot be read or is no JSON
 */
export async function readJsonFile(path: string, expected: string): Promise<unknown> {
  return jsonOf(await readBytes(path), path, expected);
}

/**
 * The content of JSON `bytes`, which came from `path`.
 * @throws InputError if they are no JSON, or if an object has a key twice
 */
export function jsonOf(bytes: Uint8Array, path: string, expected: string): unknown {
  // A mark of the byte order is not part of the text.
  const text = new TextDecoder().decode(bytes);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const got = otherContent(bytes, text, (error as Error).message);
    throw new InputError(`${path}: expected ${expected}, got ${got}`, { cause: error });
  }
  const twice = repeatedKey(text);
  if (twice === undefined) return content;
  throw new InputError(`${path}: expected each key once, got ${twice} twice in one object`);
}

/**
 * `content` of a file as `shape` has it.
 * @throws InputError with the first place that does not fit
 */
export function documentOf<Shape extends z.ZodType>(
  shape: Shape,
  content: unknown,
  { path, expected }: { readonly path: string; readonly expected: string },
): z.infer<Shape> {
  const found = shape.safeParse(content);
  if (found.success) return found.data;
  const issue = found.error.issues[0]!;
  const where = issue.path.length === 0 ? 'the document' : issue.path.join('.');
  const reason = issue.message
    .replace(/^Invalid input: /, '')
    .replace(/received undefined$/, 'received nothing')
    .replace(/, received /, ', got ');
  throw new InputError(`${path}: expected ${expected}: ${where}: ${reason}`);
}

/** What a file is that is no JSON, in words. */
function otherContent(bytes: Uint8Array, text: string, parserMessage: string): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return 'text in UTF-16: save it as UTF-8';
  }
  const trimmed = text.trim();
  if (trimmed === '') return 'an empty file';
  if (bytes.includes(0) || text.includes('\uFFFD')) return 'a binary file';
  if (/^> \S+@\S+ /.test(trimmed)) {
    return 'the words of npm before a document: write npm run --silent';
  }
  if (trimmed.startsWith('<')) return 'HTML or XML';
  if (/^[[{]/.test(trimmed)) return brokenJson(text, parserMessage);
  const line = trimmed.split('\n', 1)[0]!;
  const shown = line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
  return `text that begins with ${JSON.stringify(shown)}`;
}

/** Where JSON is broken; the parser of an older Node tells no place for some faults. */
function brokenJson(text: string, parserMessage: string): string {
  const position = Number(/ at position (\d+)/.exec(parserMessage)?.[1] ?? Number.NaN);
  const cut = position >= text.trimEnd().length || /end of JSON|Unterminated/.test(parserMessage);
  if (cut) return 'JSON that breaks off: the file is not complete';
  if (Number.isNaN(position)) return 'JSON with an error';
  const before = text.slice(0, position).split('\n');
  return `JSON with an error in line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
