import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../cli/framework/arguments.ts';
import { COMMON_OPTIONS } from '../../cli/framework/command.ts';
import { COMMANDS } from '../../cli/commands.ts';
import { references } from '../../cli/references.ts';
import { NPM_RUN } from './run-here.ts';
import { packageVersion } from '../../data/package-version.ts';

const COMMAND_LIST = await Promise.all(Object.values(COMMANDS).map((load) => load()));

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
