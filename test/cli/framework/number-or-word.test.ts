import { describe, expect, it } from 'vitest';
import type { Command } from '../../../cli/framework/command.ts';
import { readArguments } from '../../../cli/framework/arguments.ts';
import { configSchema } from '../../../cli/framework/config-schema.ts';
import { commandHelp } from '../../../cli/framework/help.ts';
import { sumCommand } from '../sum-command.ts';
import { NPM_RUN } from '../run-here.ts';

const command: Command = {
  ...sumCommand(),
  options: {
    ...sumCommand().options,
    periods: {
      kind: 'number',
      default: 'auto',
      orChoice: 'auto',
      min: 1,
      max: 9000,
      unit: 'bars',
      doc: 'Bars in a year',
    },
  },
};

describe('an option that is a number or a word', () => {
  it('is read as either from the command line', async () => {
    const read = async (...words: string[]): Promise<unknown> => {
      const options = await readArguments(command, ['add', ...words], NPM_RUN);
      return options === 'help' ? options : options['periods'];
    };
    expect(await read()).toBe('auto');
    expect(await read('--periods', 'auto')).toBe('auto');
    expect(await read('--periods', '252')).toBe(252);
    await expect(read('--periods', 'often')).rejects.toThrow(
      '--periods: expected a number from 1 to 9000 bars, or auto, got "often"',
    );
  });

  it('says so in the help', () => {
    const help = commandHelp(command, { call: NPM_RUN, columns: 100 });
    expect(help).toContain('  --periods N|auto        Bars in a year');
    expect(help).toContain('(1 to 9000 bars, or auto; default: auto)');
  });

  it('may be either in the schema of --config', () => {
    expect(configSchema([command])).toMatchObject({
      $defs: {
        sum: {
          properties: {
            periods: {
              default: 'auto',
              anyOf: [{ type: 'number', minimum: 1, maximum: 9000 }, { const: 'auto' }],
            },
            scaleBps: { type: 'number', minimum: 0, maximum: 100 },
          },
        },
      },
    });
  });
});
