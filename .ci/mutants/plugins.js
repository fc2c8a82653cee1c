/**
 * What Stryker loads: the filter of invariants, a reporter, and as a "checker" the choice of the
 * drawn mutants. Stryker changes whole ranges of a file; a mutant in them that is not drawn is said
 * not to compile.
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

/** Tells of each survivor as soon as it is known: a run may take an hour. */
class SurvivorReporter {
  onMutantTested({ status, fileName, location: { start }, mutatorName, replacement }) {
    if (status !== 'Survived' && status !== 'NoCoverage') return;
    const place = `${relative(process.cwd(), fileName)}:${start.line}:${start.column}`;
    console.log(`${status}: ${place} ${mutatorName} ${replacement}`);
  }
}

export const strykerPlugins = [
  { kind: 'Checker', name: 'draw', value: checker },
  { kind: 'Reporter', name: 'survivors', injectableClass: SurvivorReporter },
  { kind: 'Ignore', name: 'invariants', value: invariants },
];
