/**
 * Mutation tests of a folder, by hand (CONTRIBUTING.md says how): Stryker changes the sources in
 * hundreds of places, one at a time, and some test of the folder has to fail each time.
 *
 *   node .ci/mutants/run.js FOLDER [COUNT] [SEED]
 *
 * Prints each survivor that survivors.json does not explain, and the folder's row of the table.
 */

import { Stryker } from '@stryker-mutator/core';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawn, keyOf, mutantsOf } from './draw.js';

/** Only what survives all others meets these: some take long, one checks the options' texts. */
const LAST = [
  'test/selection/nested.test.ts',
  'test/data/columnar-thread.test.ts',
  'test/cli/commands.test.ts',
];
/** Thousands of files, whose reading a time-out may end. */
const LEFT_OUT = ['test/data/damaged-files.test.ts'];
/** A read may be a hundred times slower when mutants are counted on a busy machine. */
const TIMEOUT_MS = 60_000;

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
// Only what a fresh clone has, unless it is asked for.
process.env.WALKFOREST_SHARED ??= 'no-shared-data';
const [folder, count = '140', seed = '1'] = process.argv.slice(2);
const all = await mutantsOf(folder);
const sample = drawn(all, Number(count), seed);

const first = await survivorsOf(sample, {
  include: [`test/${folder}/**/*.test.ts`],
  exclude: [...LAST, ...LEFT_OUT],
  oneThread: true,
});
const last = LAST.filter((name) => /^test\/cli\//.test(name) || name.startsWith(`test/${folder}/`));
const survivors =
  first.length === 0
    ? first
    : await survivorsOf(first, { include: last, exclude: [], oneThread: false });

const reasons = JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'));
const explained = (mutant) =>
  reasons.some(
    ({ file, from, to }) => file === mutant.file && from === mutant.from && to === mutant.to,
  );
const open = survivors.filter((mutant) => !explained(mutant));
for (const { file, line, mutatorName, from, to } of open) {
  console.log(`${file}:${line} ${mutatorName}\n  - ${from}\n  + ${to}`);
}
const killed = sample.length - survivors.length;
const [low, high] = wilson(open.length, sample.length).map((x) => (100 * x).toFixed(1));
console.log('| folder | mutants | drawn | killed | explained | survived | 95 % interval |');
console.log(
  `| \`${folder}\` | ${all.length} | ${sample.length} | ${killed} | ` +
    `${survivors.length - open.length} | ${open.length} | ${low} to ${high} % |`,
);
mkdirSync('.cache', { recursive: true });
writeFileSync(
  `.cache/survivors-${folder.replaceAll('/', '-')}.json`,
  JSON.stringify(open, null, 2),
);

/** Those of `mutants` that no test of `include` notices. */
async function survivorsOf(mutants, { include, exclude, oneThread }) {
  const keys = mutants.map(({ key }) => key);
  process.env.WALKFOREST_MUTANTS = JSON.stringify({ keys, include, exclude, oneThread });
  const results = await new Stryker({
    mutate: mutants.map(({ range }) => range),
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', `${process.cwd()}/.ci/mutants/plugins.js`],
    checkers: ['draw'],
    ignorers: ['invariants'],
    vitest: { configFile: '.ci/mutants/vitest.config.js' },
    reporters: ['progress-append-only'],
    concurrency: 1,
    timeoutMS: TIMEOUT_MS,
    dryRunTimeoutMinutes: 20,
    warnings: { slow: false },
    tempDirName: '.cache/stryker',
    // Stryker would rewrite tsconfig.json with an interface that TypeScript 7 has no more.
    tsconfigFile: 'none',
  }).runMutationTest();
  const statuses = new Map(results.map((result) => [resultKey(result), result]));
  writeFileSync(
    `.cache/results-${folder.replaceAll('/', '-')}-${oneThread}.json`,
    JSON.stringify(results),
  );
  return mutants.filter(({ key }) => {
    const { status } = statuses.get(key);
    return status !== 'Killed' && status !== 'Timeout';
  });
}

/** A result counts lines and columns from 1, and has the file's whole path. */
function resultKey({ fileName, location: { start, end }, mutatorName, replacement }) {
  const fromZero = ({ line, column }) => ({ line: line - 1, column: column - 1 });
  const location = { start: fromZero(start), end: fromZero(end) };
  const file = fileName.slice(process.cwd().length + 1).replaceAll('\\', '/');
  return keyOf({ location, mutatorName, replacement }, file);
}

/** Wilson's interval of 95 % for a share of `hits` in `n`. */
function wilson(hits, n) {
  const z = 1.96;
  const middle = (hits + (z * z) / 2) / (n + z * z);
  const half = (z / (n + z * z)) * Math.sqrt((hits * (n - hits)) / n + (z * z) / 4);
  return [middle - half, middle + half];
}
