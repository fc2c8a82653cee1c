/**
 * docs/api.md: everything that a program may import, from the declarations that the build makes of
 * index.ts and from the option tables. Written by `npm run references`; a test holds the committed
 * page equal.
 */

import { posix } from 'node:path';
import { assert } from '../engine/core/errors.ts';
import { rangeText, type OptionTable } from '../engine/core/options.ts';

/** What is exported under a name: its declaration as text, and its doc comment without stars. */
export type ApiEntry = {
  readonly name: string;
  readonly kind: 'function' | 'const' | 'class' | 'type';
  readonly declaration: string;
  readonly doc: string;
};

/** A declaration, or a list of names from another file. */
const EXPORT = new RegExp(
  String.raw`^export (?:declare )?(function|const|class|type) (\w+)` +
    String.raw`|^export (?:type )?\{([^}]*)\} from '([^']+)'` +
    String.raw`|^export \* as (\w+) from '([^']+)'`,
  'gm',
);

/** The text of a declaration file by its path below the build's folder: `index.d.ts`. */
export type ReadDeclarations = (path: string) => string;

/** What the door exports, in its order. */
export function apiEntries(
  read: ReadDeclarations,
  path = 'index.d.ts',
  prefix = '',
): readonly ApiEntry[] {
  const door = read(path);
  const fileOf = (from: string): string =>
    posix.join(posix.dirname(path), from.replace(/\.js$/, '.d.ts'));
  return Array.from(door.matchAll(EXPORT)).flatMap(([, kind, name, names, from, space, all]) => {
    if (kind !== undefined) return [entryOf(door, name!, `${prefix}${name!}`)];
    if (space !== undefined) return apiEntries(read, fileOf(all!), `${space}.`);
    const text = read(fileOf(from!));
    const listed = names!.split(',').map((one) => one.trim().replace(/^type /, ''));
    return listed.map((one) => {
      const [own, shown = own] = one.split(' as ');
      return entryOf(text, own!, `${prefix}${shown!}`);
    });
  });
}

/**
 * The page.
 * @param tables the options of a function by its name
 */
export function apiPage(
  entries: readonly ApiEntry[],
  tables: Readonly<Record<string, OptionTable>>,
): string {
  const types = entries.filter(({ kind }) => kind === 'type');
  const others = entries.filter(({ kind }) => kind !== 'type');
  return [
    '# What a program may import',
    '',
    'Written by `npm run references` from index.ts. Everything is imported from `walkforest`; the',
    'programs in [examples](../examples) show it at work.',
    '',
    '## Functions and values',
    ...others.flatMap((entry) => section(entry).concat(optionLines(tables[entry.name]))),
    '',
    '## Types',
    ...types.flatMap(section),
    '',
  ].join('\n');
}

function entryOf(text: string, name: string, shown: string): ApiEntry {
  const start = new RegExp(
    String.raw`^export (?:declare )?(function|const|class|type) ${name}\b`,
    'm',
  ).exec(text);
  assert(start !== null, `the declarations have ${name}`);
  const before = text.slice(0, start.index);
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n$/.exec(before)?.[1] ?? '';
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const kind = start[1] as ApiEntry['kind'];
  const statement = statementAt(text.slice(start.index));
  return {
    name: shown,
    kind,
    declaration: statement.replace(`${kind} ${name}`, `${kind} ${shown.split('.').at(-1)!}`),
    doc: lines.join('\n').trim(),
  };
}

/** The statement at the beginning of `text`: up to its first line without indent that ends it. */
function statementAt(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => /^\S.*;$|^\};?$/.test(line));
  assert(end >= 0, 'a declaration ends');
  return lines.slice(0, end + 1).join('\n');
}

function section({ name, declaration, doc }: ApiEntry): readonly string[] {
  const shown = declaration.replace(/^export (declare )?/, '');
  return ['', `### ${name}`, '', ...docLines(doc), '', '```ts', shown, '```'];
}

/** A doc comment as Markdown: its tags in words, its example as code. */
function docLines(doc: string): readonly string[] {
  const [words, example] = doc.split(/^@example\n/m);
  const text = words!
    .trim()
    .replaceAll(/^@throws /gm, '\nThrows ')
    .replaceAll(/^@param ([\w.]+)/gm, '\n`$1`:')
    .replaceAll(/\n{3,}/g, '\n\n');
  return example === undefined ? [text] : [text, '', '```js', example.trim(), '```'];
}

function optionLines(table: OptionTable | undefined): readonly string[] {
  if (table === undefined) return [];
  const rows = Object.entries(table).map(([name, row]) => {
    const cells = [`\`${name}\``, defaultText(row.default), rangeText(row), row.doc];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['', '| option | default | range | meaning |', '| --- | --- | --- | --- |', ...rows];
}

function defaultText(value: unknown): string {
  if (value === undefined) return '';
  return `\`${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}\``;
}
