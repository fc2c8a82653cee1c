/**
 * A key that an object of a JSON text has twice. `JSON.parse` takes the last one without a word, so
 * that one of two values of an option would be lost.
 */

/** A brace or bracket, or a text with the colon that makes it a key. */
const TOKEN = /[{}[\]]|("(?:[^"\\]|\\.)*")\s*(:)?/g;

/** The first key, in quotes, that an object of valid `json` has twice. O(length). */
export function repeatedKey(json: string): string | undefined {
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
