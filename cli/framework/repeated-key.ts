/**
 * A key that an object of a JSON text has twice. `JSON.parse` takes the last one without a word, so
 * that one of two values of an option would be lost.
 */

/** What is outside of texts and of interest: a brace, a bracket, or the beginning of a text. */
const MARK = /[{}[\]"]/g;
/** What follows a text that is a key. */
const COLON = /\s*:/y;

/** The first key, in quotes, that an object of valid `json` has twice. O(length). */
export function repeatedKey(json: string): string | undefined {
  // The keys so far of each object or list around the mark.
  const around: Set<unknown>[] = [];
  let from = 0;
  for (;;) {
    MARK.lastIndex = from;
    const found = MARK.exec(json);
    if (found === null) return undefined;
    const [mark] = found;
    from = found.index + 1;
    if (mark === '"') {
      from = endOfText(json, found.index);
      COLON.lastIndex = from;
      if (!COLON.test(json)) continue;
      const text = json.slice(found.index, from);
      const keys = around.at(-1)!;
      const key: unknown = JSON.parse(text);
      if (keys.has(key)) return text;
      keys.add(key);
    } else if (mark === '{' || mark === '[') around.push(new Set());
    else around.pop();
  }
}

/** The index behind the text that begins at `start`: a quote that no backslash escapes ends it. */
function endOfText(json: string, start: number): number {
  for (let end = start; ;) {
    end = json.indexOf('"', end + 1);
    let escapes = 0;
    while (json[end - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
}
