import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readArguments } from '../../cli/framework/arguments.ts';
import { COMMON_OPTIONS } from '../../cli/framework/command.ts';
import { joinPath } from '../../cli/framework/json-document.ts';
import { COMMANDS } from '../../cli/commands.ts';
import { references } from '../../cli/references.ts';
import { NPM_RUN, runHere } from './run-here.ts';
import { packageVersion } from '../../data/package-version.ts';

const COMMAND_LIST = await Promise.all(Object.values(COMMANDS).map((load) => load()));

/** Few folds of tiny forests on the synthetic sample. */
const FEW = '--trees 2 --initial-train 4000 --step 200';

/** For files, caches and the ledger of the trials. */
const folder = await mkdtemp(join(tmpdir(), 'walkforest-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

type Document = Readonly<Record<string, unknown>> & {
  readonly nullReasons?: Readonly<Record<string, string>>;
};

/** The paths of the nulls in `value`, in the order of the document. */
function nullPaths(value: unknown, path = ''): readonly string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  const isList = Array.isArray(value);
  return Object.entries(value!).flatMap(([key, each]) =>
    nullPaths(each, joinPath(path, isList ? Number(key) : key)),
  );
}

async function textOf(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
}

describe('the commands', () => {
  it('have their own names and an npm script each', async () => {
    const { scripts } = JSON.parse(await textOf('package.json')) as {
      scripts: Record<string, string>;
    };
    expect(COMMAND_LIST.map(({ name }) => name)).toEqual(Object.keys(COMMANDS));
    for (const { name } of COMMAND_LIST) {
      expect(scripts[name]).toBe(`node dist/cli/main.js ${name}`);
    }
  });

  it('say which of them act on the world outside, so that replay does not', () => {
    const acting = COMMAND_LIST.filter(({ acts }) => acts !== undefined);
    expect(acting.map(({ name }) => name)).toEqual(['live:resume', 'live:stop', 'trade', 'worker']);
  });

  it.each(COMMAND_LIST)('$name: no option has the name of a common option', (command) => {
    const common = Object.keys(COMMON_OPTIONS);
    expect(Object.keys(command.options).filter((name) => common.includes(name))).toEqual([]);
  });

  it.each(COMMAND_LIST)('$name: its positions and examples fit its options', async (command) => {
    for (const { option } of command.positionals) expect(command.options).toHaveProperty(option);
    for (const example of command.examples) {
      // Split as a shell does: quotes keep a path with spaces together.
      const parts = example.matchAll(/"([^"]*)"|\S+/g);
      const words = Array.from(parts, ([word, quoted]) => quoted ?? word);
      // The saved selection of an example is not there.
      const fileless = { ...command, presets: undefined };
      await expect(readArguments(fileless, words, NPM_RUN)).resolves.toBeTypeOf('object');
    }
  });

  it.each([
    ['backtest --from 2050-01-01', '--from 2050-01-01: no row is left to test'],
    ['select --cpcv 2,6', '--cpcv: expected GROUPS,TESTED'],
    ['calibrate --queue http://host', '--queue: expected redis://HOST:PORT'],
    ['portfolio --from 2020-13-01', '--from: expected a date'],
    ['train --to yesterday', '--to: expected a date'],
    ['features --to 1990-01-01', 'expected at least 2 bars up to this day'],
  ])('refuse %s in one line, though the bars are noted', async (line, message) => {
    const [name, ...words] = line.split(' ');
    const { code, stdout, stderr } = await runHere(await COMMANDS[name!]!(), words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  it.each([
    ['data', 'sample'],
    ['features', '--list'],
    ['train', '--trees 2 --out DIR/model.bin'],
    ['predict', '--model DIR/model.bin --why --log --log-file DIR/log.jsonl'],
    ['live:diff', '--log DIR/log.jsonl --models DIR'],
    ['select', `${FEW} --candidates rsi_14,gap --target sign --report DIR/page.html`],
    ['backtest', `${FEW} --features rsi_14 --seeds 1`],
    ['ledger', ''],
    ['report', 'DIR/backtest.json --out DIR/other.html'],
  ])('%s %s: the document has the reason of each null, and is replayed', async (name, line) => {
    const words = line.split(' ').filter((word) => word !== '');
    const own = words.map((word) => word.replace('DIR', folder));
    const world = { env: { XDG_CACHE_HOME: folder, WALKFOREST_LEDGER: folder } };
    const { code, stdout, stderr } = await runHere(
      await COMMANDS[name]!(),
      [...own, '--json'],
      world,
    );
    expect(code, stderr).toBe(0);
    const { run: _, nullReasons = {}, ...document } = JSON.parse(stdout) as Document;
    expect(Object.keys(nullReasons)).toEqual(nullPaths(document));
    const path = join(folder, `${name}.json`);
    await writeFile(path, stdout);
    const replayed = await runHere(await COMMANDS['replay']!(), [path], world);
    expect(replayed).toMatchObject({ code: 0, stdout: 'identical\n' });
  });

  it('have up-to-date documents: npm run references', async () => {
    for (const [path, text] of Object.entries(references(COMMAND_LIST))) {
      expect(await textOf(path), path).toBe(text);
    }
  });

  it('know the version of the package', async () => {
    const { version } = JSON.parse(await textOf('package.json')) as { version: string };
    expect(packageVersion()).toBe(version);
  });
});
