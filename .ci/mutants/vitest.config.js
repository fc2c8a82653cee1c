/** How the tests run when a mutant is tested: those that run.js names. */

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const { include, exclude, oneThread } = JSON.parse(process.env.WALKFOREST_MUTANTS);

/** Columnar files are read where coverage is counted and mutants are switched on. */
const sameThread = {
  name: 'columnar files in the same thread',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === 'node:worker_threads' && /\/data\/columnar-\w+\.ts$/.test(importer ?? '')
      ? fileURLToPath(new URL('same-thread.js', import.meta.url))
      : undefined,
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

// No global setup: dist/, where the forests' threads run from, stays as it was built, unchanged.
export default defineConfig({
  plugins: oneThread ? [sameThread] : [],
  test: {
    include,
    exclude,
    setupFiles: ['test/silent-about-secrets.ts'],
    reporters: [tellOfSuites],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
