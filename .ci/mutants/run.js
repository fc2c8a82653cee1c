/**
 * Mutation tests of a folder, by hand (CONTRIBUTING.md says how): Stryker changes the sources in
 * hundreds of places, one at a time, and some test of the folder has to fail each time.
 *
 *   node .ci/mutants/run.js FOLDER [COUNT] [SEED]
 *   node .ci/mutants/run.js FOLDER again        only what survived the last time
 *
 * Prints each survivor that survivors.json does not explain, and the folder's row of the table.
 */

import { Stryker } from '@stryker-mutator/core';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawn, keyOf, mutantsOf } from './draw.js';

/** Only what survives all others meets these: some take long, one checks the options' texts. */
const LAST = [
  'test/features/catalogue.test.ts',
  'test/features/check-definition.test.ts',
  'test/selection/nested.test.ts',
  'test/data/columnar-thread.test.ts',
  'test/cli/commands.test.ts',
];
/** Thousands of files, whose reading a time-out may end. */
const LEFT_OUT = ['test/data/damaged-files.test.ts'];
/** RuntimeError: the tests' process ended, for example by a loop that asks for all memory. */
const NOTICED = new Set(['Killed', 'Timeout', 'RuntimeError']);
/** A read may be a hundred times slower when mutants are counted on a busy machine. */
const TIMEOUT_MS = 60_000;

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
// Only what a fresh clone has, unless it is asked for.
process.env.WALKFOREST_SHARED ??= 'no-shared-data';
const [folder, count = '140', seed = '1'] = process.argv.slice(2);
const kept = `.cache/mutants/${folder.replaceAll('/', '-')}.json`;

const all = await mutantsOf(folder);
const { drawnCount, mutants } = await toTest();
const survivors = await survivorsOf(mutants);
mkdirSync('.cache/mutants', { recursive: true });
writeFileSync(kept, JSON.stringify({ drawnCount, keys: survivors.map(({ key }) => key) }));

const reasons = JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'));
const open = survivors.filter(
  ({ file, from, to }) =>
    !reasons.some((one) => one.file === file && one.from === from && one.to === to),
);
for (const { file, line, mutatorName, from, to } of open) {
  console.log(`${file}:${line} ${mutatorName}\n  - ${from}\n  + ${to}`);
}
const [low, high] = wilson(open.length, drawnCount).map((share) => (100 * share).toFixed(1));
const cells = [
  `\`${folder}\``,
  all.length,
  drawnCount,
  drawnCount - survivors.length,
  survivors.length - open.length,
  open.length,
  `${low} to ${high} %`,
];
console.log('| folder | mutants | drawn | killed | explained | survived | 95 % interval |');
console.log(`| ${cells.join(' | ')} |`);

/** The mutants to test, and how many were drawn. */
async function toTest() {
  if (count !== 'again') {
    const sample = drawn(all, Number(count), seed);
    return { drawnCount: sample.length, mutants: sample };
  }
  const { drawnCount, keys } = JSON.parse(readFileSync(kept, 'utf8'));
  return { drawnCount, mutants: all.filter(({ key }) => keys.includes(key)) };
}

/** Those of `mutants` that no test notices. */
async function survivorsOf(mutants) {
  const first = await unnoticed(mutants, {
    include: [`test/${folder}/**/*.test.ts`],
    exclude: [...LAST, ...LEFT_OUT],
    oneThread: true,
  });
  const last = LAST.filter(
    (name) => name.startsWith(`test/${folder}/`) || name.startsWith('test/cli/'),
  );
  return unnoticed(first, { include: last, exclude: [], oneThread: false });
}

/** Those of `mutants` that the tests `include` do not notice. */
async function unnoticed(mutants, { include, exclude, oneThread }) {
  if (mutants.length === 0) return [];
  const keys = mutants.map(({ key }) => key);
  process.env.WALKFOREST_MUTANTS = JSON.stringify({ keys, include, exclude, oneThread });
  const results = await new Stryker({
    mutate: mutants.map(({ range }) => range),
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', `${process.cwd()}/.ci/mutants/plugins.js`],
    checkers: ['draw'],
    ignorers: ['invariants'],
    vitest: { configFile: '.ci/mutants/vitest.config.js' },
    reporters: ['progress-append-only', 'survivors'],
    concurrency: 1,
    timeoutMS: TIMEOUT_MS,
    dryRunTimeoutMinutes: 20,
    warnings: { slow: false },
    // Two folders can be tested at a time.
    tempDirName: kept.replace('.json', '-copy'),
    ignorePatterns: ['.cache'],
    // Stryker would rewrite tsconfig.json with an interface that TypeScript 7 has no more.
    tsconfigFile: 'none',
  }).runMutationTest();
  const statuses = new Map(results.map((result) => [resultKey(result), result.status]));
  for (const { status, statusReason, ...result } of results) {
    // An endless loop ends by a count; whatever ends by the clock may be slow instead.
    if (status === 'Timeout' && statusReason === undefined) console.log('slow:', resultKey(result));
  }
  return mutants.filter(({ key }) => !NOTICED.has(statuses.get(key)));
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
  return [Math.max(0, middle - half), middle + half];
}
