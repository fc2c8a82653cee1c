/**
 * The commands that documents show: lines of `sh` blocks, lines that begin with "$ " in other
 * blocks, and spans of code that begin with "npm run" and have words. Vocabulary: a call is one
 * `npm run` with its words; everything else in a block (npm ci, aws, cd) is a line of another
 * program, and so is a line with a placeholder that a reader replaces, such as FILE.
 */

/** Words that stand for something that a reader has. */
const PLACEHOLDERS = new Set(['BUCKET', 'DIR', 'FILE', 'FOLDER', 'RESULT.json', 'SOURCE']);

/** One `npm run` of a document. */
export type DocumentedCall = {
  readonly document: string;
  /** As it stands there. */
  readonly line: string;
  /** The name of the script. */
  readonly name: string;
  readonly words: readonly string[];
  /** The file that stdout goes to. */
  readonly redirect: string | undefined;
};

/** Calls of `document` in their order, and the lines of its `sh` blocks that are none. */
export function commandsOf(
  document: string,
  text: string,
): { readonly calls: readonly DocumentedCall[]; readonly others: readonly string[] } {
  const lines = shownLines(text).flatMap((line) => line.split('&&').map((part) => part.trim()));
  const [calls, others]: [DocumentedCall[], string[]] = [[], []];
  for (const line of lines) {
    const call = callOf(document, line);
    if (call !== undefined) calls.push(call);
    else if (line !== '') others.push(line);
  }
  return { calls, others };
}

/** A call of `npm run`; undefined for a line of another program. */
function callOf(document: string, line: string): DocumentedCall | undefined {
  const found = /^npm run (?:--silent )?([\w:]+)(?: -- (.*))?$/.exec(line);
  if (found === null) return undefined;
  const [, name, rest = ''] = found;
  const words = shellWords(rest);
  if (words.some((word) => PLACEHOLDERS.has(word))) return undefined;
  const to = words.indexOf('>');
  return {
    document,
    line,
    name: name!,
    words: to === -1 ? words : words.slice(0, to),
    redirect: to === -1 ? undefined : words[to + 1],
  };
}

function shownLines(text: string): readonly string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  let prose = '';
  for (const line of text.replaceAll(/ \\\n\s*/g, ' ').split('\n')) {
    const mark = /^\s*```(\w*)/.exec(line);
    if (mark !== null) {
      if (fence === undefined) {
        lines.push(...spans(prose));
        prose = '';
      }
      fence = fence === undefined ? mark[1]! : undefined;
    } else if (fence === undefined) prose += `${line.trim()} `;
    else if (fence === 'sh') lines.push(uncommented(line));
    else if (line.startsWith('$ ')) lines.push(uncommented(line.slice(2)));
  }
  return [...lines, ...spans(prose)];
}

/** Spans of code that are whole calls; a span without words only names a command. */
function spans(prose: string): readonly string[] {
  const found = Array.from(prose.matchAll(/`(npm run [^`]*)`/g), ([, span]) => span!.trim());
  return found.filter((span) => span.includes(' -- ') && !/[<…|]/.test(span));
}

function uncommented(line: string): string {
  return line.replace(/(^|\s)#.*$/, '').trim();
}

/** Words as a shell splits them, with double and single quotes. */
function shellWords(text: string): string[] {
  return Array.from(text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) =>
    word.replaceAll(/["']/g, ''),
  );
}
