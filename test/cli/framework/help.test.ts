import { describe, expect, it } from 'vitest';
import { COMMANDS, commandGroups } from '../../../cli/commands.ts';
import { COMMON_OPTIONS } from '../../../cli/framework/command.ts';
import { commandHelp, overview } from '../../../cli/framework/help.ts';
import { flagOf } from '../../../engine/core/options.ts';
import { NPM_RUN } from '../run-here.ts';
import { sumCommand } from '../sum-command.ts';

const COMMAND_LIST = await Promise.all(Object.values(COMMANDS).map((load) => load()));
const GROUPS = await commandGroups();
const AT_80 = { call: NPM_RUN, columns: 80 };

/** The lines of `text` with more than `columns` characters. */
function tooLong(text: string, columns: number): readonly string[] {
  return text.split('\n').filter((line) => [...line].length > columns);
}

/** What a shell reads of the help's examples: a backslash joins lines. */
function examplesIn(help: string): readonly string[] {
  const [, examples] = help.split('\nExamples:\n');
  return examples!.replaceAll(/ \\\n */g, ' ').split('\n');
}

describe('--help', () => {
  it('shows purpose, usage, options with range, unit and default, and examples', () => {
    expect(commandHelp(sumCommand(), AT_80)).toBe(
      [
        'sum: Adds up numbers.',
        '',
        'Usage: npm run sum -- <add|fail|refuse> [FILE] [options]',
        '',
        'Options:',
        '  --action add|fail|refuse',
        '                          What to do',
        '  --file FILE             A file to write',
        '  --numbers N,N,…         What to add (-9 to 9, comma-separated, or a range',
        '                          1..9; default: 1,2)',
        '  --names a,b,…           Names of the numbers (repeatable)',
        '  --scale-bps N           A scale (0 to 100 bps; default: 5)',
        '  --dry-run               Add nothing',
        '',
        'Forest:',
        '  --seed N                Master seed of all random numbers (0 to 2147483647;',
        '                          default: 42)',
        '',
        'Computing:',
        '  --workers N             Worker threads; left out: one for each core. The',
        '                          result does not depend on it (1 to 256 threads)',
        '',
        'Output:',
        '  --out FILE              Keep the document',
        '  --config FILE           JSON file of options (cli/config.schema.json); flags',
        '                          win over it',
        '  --json                  Print one JSON document on stdout and nothing else',
        '                          there',
        '  --timing                Add how long each phase took, and all of them',
        '  --help                  Print this',
        '',
        'Examples:',
        '  npm run sum -- add',
        '  npm run sum -- add --numbers 1,2,3',
      ].join('\n'),
    );
  });

  it.each(COMMAND_LIST)('of $name has all within 60, 80 and 100 columns', (command) => {
    const words = (text: string): string => text.replaceAll(/[\s\\]+/g, '');
    const wide = commandHelp(command, { call: NPM_RUN, columns: 100 });
    for (const columns of [60, 80, 100]) {
      const help = commandHelp(command, { call: NPM_RUN, columns });
      expect(tooLong(help, columns)).toEqual([]);
      expect(help.split('\n').filter((line) => line !== line.trimEnd())).toEqual([]);
      expect(words(help)).toBe(words(wide));
      for (const name of Object.keys({ ...command.options, ...COMMON_OPTIONS })) {
        expect(help.split(`\n  ${flagOf(name)}`).length, name).toBeGreaterThan(1);
      }
      const own = command.examples.map((example) =>
        `  npm run ${command.name}${example === '' ? '' : ` -- ${example}`}`.trimEnd(),
      );
      expect(examplesIn(help)).toEqual(own);
    }
  });

  it('puts the text of an option below its flag if there is no room beside it', () => {
    const help = commandHelp(sumCommand(), { call: NPM_RUN, columns: 40 });
    expect(help).toContain('\n  --dry-run\n      Add nothing\n');
    expect(tooLong(help, 40)).toEqual([]);
  });

  it('keeps lines readable on a wide terminal', () => {
    const help = commandHelp(sumCommand(), { call: NPM_RUN, columns: 300 });
    expect(tooLong(help, 100)).toEqual([]);
  });

  it("shows a command's own options before those that many commands have", () => {
    const select = COMMAND_LIST.find(({ name }) => name === 'select')!;
    const titles = commandHelp(select, AT_80).match(/^\w[\w -]*:$/gm);
    expect(titles).toEqual([
      'Options:',
      'Data:',
      'Rows and walk-forward:',
      'Forest:',
      'Trading:',
      'Computing:',
      'Output:',
      'Examples:',
    ]);
  });

  it.each([
    ['npm run', 'npm run sum -- <add|fail|refuse> [FILE]', 'npm run sum -- add --numbers 1,2,3'],
    ['npx', 'npx walkforest sum <add|fail|refuse>', 'npx walkforest sum add --numbers 1,2,3'],
    ['name', 'walkforest sum <add|fail|refuse>', 'walkforest sum add --numbers 1,2,3'],
  ] as const)('shows the form of a call by %s', (by, usage, example) => {
    const help = commandHelp(sumCommand(), { call: { by, keptByNpm: {} }, columns: 80 });
    expect(help).toContain(`\nUsage: ${usage}`);
    expect(help).toContain(`\n  ${example}`);
  });
});

describe('the list of commands', () => {
  it('has each command in one group', () => {
    const grouped = GROUPS.flatMap(({ commands }) => commands.map(({ name }) => name));
    expect(grouped.toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
  });

  it('gives each command one line of 80 columns', () => {
    const lines = overview(GROUPS, { ...AT_80, version: '1.2.3' }).split('\n');
    expect(lines[0]).toMatch(/^walkforest 1\.2\.3: /);
    const entries = lines.filter((line) => line.startsWith('  '));
    expect(entries.map((line) => line.trim().split(' ')[0]!).toSorted()).toEqual(
      Object.keys(COMMANDS).toSorted(),
    );
    expect(tooLong(lines.join('\n'), 80)).toEqual([]);
  });

  it('breaks no line of 60 columns', () => {
    expect(tooLong(overview(GROUPS, { call: NPM_RUN, columns: 60, version: '1' }), 60)).toEqual([]);
  });
});
