/** The rules of docs/style.md that a machine can hold, as findings `path:line: what is wrong`. */

import { basename } from 'node:path';
import type { Source } from './sources.ts';
import { findLines } from './sources.ts';

const MAX_LINES = 300;
const MAX_COLUMNS = 100;

/** The folders below the commands. They use no clock, no random numbers and no environment. */
const BELOW_COMMANDS = /^(engine|features|data|selection)\//;

/** Those of these folders that may use files and sockets. */
const MAY_TOUCH_FILES = /^(data|engine\/live)\//;

const VAGUE_NAMES = new Set(['utils.ts', 'helpers.ts', 'common.ts', 'types.ts']);

/** The first words of a file that the build makes. */
const GENERATED = '// Written by `npm run build`';

/** Documents whose names are in capitals: no other may be cited, since a reader does not have it. */
const DOCUMENTS = [
  'ARCHITECTURE',
  'CHANGELOG',
  'CONTRIBUTING',
  'FEATURES',
  'OPTIONS',
  'README',
  'RESULTS',
  'SECURITY',
  'SETTINGS',
  'FILE', // a placeholder in the text of --help
];
const MISSING_DOCUMENT = new RegExp(`\\b(?!(?:${DOCUMENTS.join('|')})\\b)[A-Z]+\\.md\\b`);

const UNFINISHED = /\b(TODO|FIXME|XXX)\b/;
const FOCUSED = /\b(describe|it|test)(\.\w+)*\.(only|skip|todo)\b/;

/** All rules that a file breaks. */
export function tidyFindings(source: Source): readonly string[] {
  const { path } = source;
  if (source.text.startsWith(GENERATED)) return [];
  return [
    ...shapeFindings(source),
    ...findLines(source, UNFINISHED, 'is not finished'),
    ...findLines(source, MISSING_DOCUMENT, 'cites a document that is not in the repository'),
    ...findLines(source, /^export default\b/, 'exports must have names'),
    ...findLines(source, /@ts-(ignore|expect-error|nocheck)\b/, 'silences the compiler'),
    ...(path.startsWith('test/') ? findLines(source, FOCUSED, 'leaves tests out') : []),
    ...(BELOW_COMMANDS.test(path) ? worldFindings(source) : []),
  ];
}

function shapeFindings(source: Source): readonly string[] {
  const { path, text } = source;
  const lines = text.split('\n');
  const findings: string[] = [];
  const say = (line: number, what: string): unknown => findings.push(`${path}:${line}: ${what}`);
  const count = lines.length - 1;
  if (count > MAX_LINES) say(count, `expected at most ${MAX_LINES} lines, got ${count}`);
  lines.forEach((line, i) => {
    const columns = [...line].length;
    if (columns > MAX_COLUMNS && !mayBeLong(line)) {
      say(i + 1, `expected at most ${MAX_COLUMNS} characters, got ${columns}`);
    }
  });
  const name = basename(path);
  if (VAGUE_NAMES.has(name)) say(1, `${name} names no idea`);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(name)) say(1, 'names are kebab-case');
  const opening = lines[0]!.startsWith('#!') ? lines[1]! : lines[0]!;
  if (!path.endsWith('.test.ts') && !opening.startsWith('/**'))
    say(1, 'expected an opening comment');
  return findings;
}

/** A line with an address or a table cannot be made shorter. */
function mayBeLong(line: string): boolean {
  return /https?:\/\//.test(line) || /^[\s*]*\|.*\|$/.test(line);
}

function worldFindings(source: Source): readonly string[] {
  const findings = [
    ...findLines(source, /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/, 'reads a clock'),
    ...findLines(source, /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, 'draws at random'),
    ...findLines(source, /\bprocess\.env\b/, 'reads the environment'),
    ...findLines(source, /\bconsole\./, 'prints'),
  ];
  if (MAY_TOUCH_FILES.test(source.path)) return findings;
  return [...findings, ...findLines(source, /'(node:)?fs(\/promises)?'/, 'touches files')];
}
