import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../cli/commands.ts';
import { commandHelp, overview } from '../../../cli/framework/help.ts';
import { flagOf } from '../../../engine/core/options.ts';
import { NPM_RUN } from '../run-here.ts';
import { sumCommand } from '../sum-command.ts';

const COMMAND_LIST = await Promise.all(Object.values(COMMANDS).map((load) => load()));

/** The part before the hundredth column, at which it is wrapped. */
const WORKERS_DOC = 'Worker threads; left out: one for each core. The result does not depend on';
const SEED_DOC = 'Master seed of all random numbers (0 to 2147483647; default: 42)';
const CONFIG_DOC = 'JSON file of options (cli/config.schema.json); flags win over it';

describe('--help', () => {
  it('shows purpose, usage, options with range, unit and default, and examples', () => {
    expect(commandHelp(sumCommand(), NPM_RUN)).toBe(
      [
        'sum: Adds up numbers.',
        '',
        'Usage: npm run sum -- <add|fail|refuse> [FILE] [options]',
        '',
        'Options:',
        '  --action add|fail|refuse',
        '                          What to do',
        '  --file FILE             A file to write',
        '  --numbers N,N,…         What to add ' +
          '(-9 to 9, comma-separated, or a range 1..9; default: 1,2)',
        '  --names a,b,…           Names of the numbers (repeatable)',
        '  --scale-bps N           A scale (0 to 100 bps; default: 5)',
        '  --dry-run               Add nothing',
        '  --out FILE              Keep the document',
        `  --workers N             ${WORKERS_DOC}`,
        '                          it (1 to 256 threads)',
        `  --seed N                ${SEED_DOC}`,
        `  --config FILE           ${CONFIG_DOC}`,
        '  --json                  Print one JSON document on stdout and nothing else there',
        '  --timing                Add how long each phase took',
        '  --help                  Print this',
        '',
        'Examples:',
        '  npm run sum -- add',
        '  npm run sum -- add --numbers 1,2,3',
      ].join('\n'),
    );
  });

  it.each(COMMAND_LIST)('of $name names every option within 100 columns', (command) => {
    const help = commandHelp(command, NPM_RUN);
    for (const name of Object.keys(command.options)) expect(help).toContain(`  ${flagOf(name)}`);
    expect(help.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
  });

  it.each([
    ['npm run', 'npm run sum -- <add|fail|refuse> [FILE]', 'npm run sum -- add --numbers 1,2,3'],
    ['npx', 'npx walkforest sum <add|fail|refuse>', 'npx walkforest sum add --numbers 1,2,3'],
    ['name', 'walkforest sum <add|fail|refuse>', 'walkforest sum add --numbers 1,2,3'],
  ] as const)('shows the form of a call by %s', (by, usage, example) => {
    const help = commandHelp(sumCommand(), { by, keptByNpm: {} });
    expect(help).toContain(`\nUsage: ${usage}`);
    expect(help).toContain(`\n  ${example}`);
  });

  it('lists all commands', () => {
    const text = overview(COMMAND_LIST, '1.2.3', NPM_RUN);
    expect(text).toContain('walkforest 1.2.3');
    for (const { name } of COMMAND_LIST) expect(text).toContain(`\n  ${name} `);
  });
});
