/**
 * What Stryker loads: the filter of invariants, and as a "checker" the choice of the drawn mutants.
 * Stryker changes whole ranges of a file; a mutant in them that is not drawn is said not to compile.
 */

import { relative, sep } from 'node:path';
import { invariants, keyOf } from './draw.js';

const checker = {
  init: async () => {},
  group: async (mutants) => [mutants.map(({ id }) => id)],
  check: async (mutants) => {
    const { keys } = JSON.parse(process.env.WALKFOREST_MUTANTS);
    const file = ({ fileName }) => relative(process.cwd(), fileName).split(sep).join('/');
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        keys.includes(keyOf(mutant, file(mutant)))
          ? { status: 'passed' }
          : { status: 'compileError', reason: 'not drawn' },
      ]),
    );
  },
};

export const strykerPlugins = [
  { kind: 'Checker', name: 'draw', value: checker },
  { kind: 'Ignore', name: 'invariants', value: invariants },
];
