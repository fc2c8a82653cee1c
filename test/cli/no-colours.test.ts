/** Colours are switched on here, as in a CI job, and still none of them reaches a pipe. */

import pc from 'picocolors';
import { describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../cli/commands.ts';
import { runHere } from './run-here.ts';

vi.hoisted(() => {
  process.env['FORCE_COLOR'] = '1';
});

const FEW = ['--trees', '2', '--initial-train', '3000', '--step', '500', '--bins', '32'];
const ESCAPE = '\u001B';

/** Small inputs of commands that need nothing but the sample. */
const CASES = [
  ['backtest', [...FEW, '--features', 'forward_4', '--seeds', '7']],
  ['features', ['--list']],
  ['data', ['sample']],
  ['completion', ['bash']],
] as const;

describe('output into a pipe', () => {
  it('is tested where commands do colour their texts', () => {
    expect(pc.red('x')).toContain(ESCAPE);
  });

  it.each(Object.keys(COMMANDS))('of %s has no escape code: help, and a refusal', async (name) => {
    const command = await COMMANDS[name]!();
    for (const words of [['--help'], ['--no-such-option']]) {
      const { code, stdout, stderr } = await runHere(command, words);
      expect(code).toBe(words[0] === '--help' ? 0 : 2);
      expect(stdout + stderr).not.toContain(ESCAPE);
    }
  });

  it.each(CASES)('of %s has no escape code: its result', async (name, words) => {
    const { code, stdout, stderr } = await runHere(await COMMANDS[name]!(), words);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(ESCAPE);
  });
});
