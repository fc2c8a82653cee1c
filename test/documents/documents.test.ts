import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArguments } from '../../cli/framework/arguments.ts';
import { COMMON_OPTIONS, type Command } from '../../cli/framework/command.ts';
import { COMMANDS } from '../../cli/commands.ts';
import { flagOf } from '../../engine/core/options.ts';
import { NPM_RUN, runHere } from '../cli/run-here.ts';
import { sourcesHere } from '../data/sources/sources-here.ts';
import { commandsOf, type DocumentedCall } from './document-commands.ts';
import { fillSources, writeDocumentFiles } from './document-files.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOW = '2026-03-10T12:00:00Z';

const inFolder = async (folder: string): Promise<readonly string[]> =>
  (await readdir(join(ROOT, folder)))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const DOCUMENTS = ['README.md', ...(await inFolder('docs')), 'lambda/README.md'];

/** What is run smaller than it stands there, so that all of it takes a minute. */
const SMALLER: Readonly<Record<string, string>> = {
  trees: '3',
  maxFeatures: '2',
  step: '500',
  seeds: '42',
  candidates: 'ema_ratio_12,atr_14,mfi_14',
  workers: '1',
};

/** A check that shall fail, to show what a failure looks like. */
const SHOWS_A_FAILURE = 'npm run audit -- --features forward_4 --regime-labels lookahead';

/** What needs an account, a deployment or the function's zip: other tests run these commands. */
const NEEDS_MORE = /^(live:|trade$|lambda:)/;

async function commandOf({ name }: DocumentedCall): Promise<Command | undefined> {
  return Object.hasOwn(COMMANDS, name)
    ? await COMMANDS[name as keyof typeof COMMANDS]()
    : undefined;
}

/** The words with smaller work; an option of `SMALLER` that the command has not is left out. */
function smaller({ name, words }: DocumentedCall, { options }: Command): readonly string[] {
  const known = Object.entries(SMALLER).filter(
    ([option]) => Object.hasOwn(options, option) || Object.hasOwn(COMMON_OPTIONS, option),
  );
  if (name === 'replay') return words;
  const flags = new Set(known.map(([option]) => flagOf(option)));
  const kept = words.filter((word, i) => !flags.has(word) && !flags.has(words[i - 1] ?? ''));
  return [...kept, ...known.flatMap(([option, value]) => [flagOf(option), value])];
}

describe.each(DOCUMENTS)('the commands of %s', (document) => {
  let home: string;
  let calls: readonly DocumentedCall[];
  const started = process.cwd();

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'walkforest-document-'));
    await writeDocumentFiles(home);
    await symlink(join(ROOT, 'configs'), join(home, 'configs'));
    ({ calls } = commandsOf(document, await readFile(join(ROOT, document), 'utf8')));
    process.chdir(home);
  });
  afterAll(async () => {
    process.chdir(started);
    await rm(home, { recursive: true });
  });

  it('run, in their order and one after the other', { timeout: 300_000 }, async () => {
    const here = await sourcesHere(NOW);
    fillSources(here.fake, NOW);
    const env = { SOURCES_LOOPBACK_URL: here.url, XDG_CACHE_HOME: join(home, 'cache') };
    const failed: string[] = [];
    for (const call of calls) {
      const command = await commandOf(call);
      if (command === undefined) continue;
      if (NEEDS_MORE.test(call.name) || call.words.includes('--upload-s3')) {
        // Its words are those of the command, at least.
        await expect(readArguments(command, call.words, NPM_RUN), call.line).resolves.toBeDefined();
        continue;
      }
      const printed = await runHere(command, smaller(call, command), { env, now: here.clock.now });
      if (call.redirect !== undefined) await writeFile(call.redirect, printed.stdout);
      const expected = call.line === SHOWS_A_FAILURE ? 1 : 0;
      if (printed.code !== expected)
        failed.push(
          `${call.line}: ${printed.code}: ${printed.stderr} ${printed.stdout.slice(-600)}`,
        );
    }
    expect(failed).toEqual([]);
  });
});

describe('the commands of a document', () => {
  it('are found in blocks, after a $ and in spans; comments and placeholders are not', () => {
    const text = [
      'Use `npm run features -- --list`, or `npm run <command>`.',
      '```sh',
      'npm ci && npm run select     # on the sample',
      'npm run --silent data -- check "a b.csv" > out.json',
      '```',
      '```',
      '$ npm run train -- --trees 3',
      'npm run is no command here',
      '```',
    ].join('\n');
    const { calls, others } = commandsOf('a.md', text);
    expect(calls.map(({ name, words, redirect }) => [name, words, redirect])).toEqual([
      ['features', ['--list'], undefined],
      ['select', [], undefined],
      ['data', ['check', 'a b.csv'], 'out.json'],
      ['train', ['--trees', '3'], undefined],
    ]);
    expect(others).toEqual(['npm ci']);
  });
});
