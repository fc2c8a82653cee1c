/**
 * The mutants of a folder, and which of them are tested: testing all of them would take a day. A
 * mutant's number in the draw comes from the seed, its line's text and its change, so a change
 * elsewhere in the file draws no other mutants.
 */

import { Instrumenter } from '@stryker-mutator/instrumenter';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** An `assert` says what cannot happen, so often no test can make it fail. */
export const invariants = {
  shouldIgnore: (path) =>
    path.isCallExpression() && path.node.callee.name === 'assert' ? 'an invariant' : undefined,
};

/**
 * All mutants of the files below `folder`, those in invariants left out.
 * @returns {Promise<{ key: string, file: string, line: number, range: string, mutatorName: string,
 *   from: string, to: string }[]>} range in Stryker's form; from and to: the changed lines as one
 */
export async function mutantsOf(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts'));
  const files = names.sort().map((name) => {
    const path = `${folder}/${name.replaceAll('\\', '/')}`;
    return { name: path, mutate: true, content: readFileSync(path, 'utf8') };
  });
  const options = { ignorers: [invariants], excludedMutations: [], plugins: null };
  const quiet = { debug() {}, info() {}, isDebugEnabled: () => false };
  const { mutants } = await new Instrumenter(quiet).instrument(files, options);
  const counted = mutants.filter(({ status }) => status !== 'Ignored');
  return counted.map((mutant) =>
    described(
      mutant,
      files.find(({ name }) => name === mutant.fileName),
    ),
  );
}

/** The `count` mutants with the lowest numbers. */
export function drawn(mutants, count, seed) {
  const number = ({ file, from, to, key }) =>
    createHash('sha256').update([seed, file, from, to, key].join('\0')).digest('hex');
  const numbered = mutants.map((mutant) => ({ mutant, number: number(mutant) }));
  numbered.sort((a, b) => (a.number < b.number ? -1 : 1));
  return numbered.slice(0, count).map(({ mutant }) => mutant);
}

function described({ location: { start, end }, mutatorName, replacement }, { name, content }) {
  const lines = content.split('\n');
  const original = lines.slice(start.line, end.line + 1).join('\n');
  const before = lines[start.line].slice(0, start.column);
  const after = lines[end.line].slice(end.column);
  return {
    key: keyOf({ location: { start, end }, mutatorName, replacement }, name),
    file: name,
    line: start.line + 1,
    range: `${name}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`,
    mutatorName,
    from: oneLine(original),
    to: oneLine(`${before}${replacement}${after}`),
  };
}

/** What tells the mutants of a run apart. Lines and columns from 0. */
export function keyOf({ location: { start, end }, mutatorName, replacement }, file) {
  return [file, start.line, start.column, end.line, end.column, mutatorName, replacement].join(' ');
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}
