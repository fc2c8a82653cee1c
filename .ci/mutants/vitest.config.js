/** How the tests run when a mutant is tested: those that run.js names. */

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

const { include, exclude, oneThread } = JSON.parse(process.env.WALKFOREST_MUTANTS);

/** Columnar files are read where coverage is counted and mutants are switched on. */
const sameThread = {
  name: 'columnar files in the same thread',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/data\/columnar-(?:thread|worker)\.ts$/.test(id)) return undefined;
    const file = fileURLToPath(new URL('same-thread.js', import.meta.url));
    return code.replaceAll("'node:worker_threads'", JSON.stringify(file));
  },
};

/** Stryker looks at tests only: a file or a suite that fails outside them becomes a failed test. */
const tellOfSuites = {
  onTestModuleEnd(module) {
    for (const { task } of [module, ...module.children.allSuites()]) {
      if (!task.result?.errors?.length) continue;
      task.tasks.push({ ...task, type: 'test', name: 'loads', suite: task, tasks: undefined });
    }
  },
};

/** These take seconds, and mostly another test notices a mutant sooner. */
const LONG = /\/(?:columns|columnar-forms|feature-importance|load-bars|select-features)\.test/;

class LongFilesLast extends BaseSequencer {
  async sort(files) {
    const long = ({ moduleId }) => Number(LONG.test(moduleId));
    return files.toSorted((a, b) => long(a) - long(b));
  }
}

// No global setup: dist/, where the forests' threads run from, stays as it was built, unchanged.
export default defineConfig({
  plugins: oneThread ? [sameThread] : [],
  test: {
    include,
    exclude,
    sequence: { sequencer: LongFilesLast },
    setupFiles: ['test/silent-about-secrets.ts', '.ci/mutants/no-shrinking.js'],
    reporters: [tellOfSuites],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
