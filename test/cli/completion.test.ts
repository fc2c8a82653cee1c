import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../cli/commands.ts';
import { completionCommand } from '../../cli/completion.ts';
import { COMMON_OPTIONS } from '../../cli/framework/command.ts';
import { flagOf } from '../../engine/core/options.ts';
import { runHere } from './run-here.ts';
import { temporaryFolder } from './temporary-folder.ts';

const COMMAND_LIST = await Promise.all(Object.values(COMMANDS).map((load) => load()));

const scriptOf = async (shell: string): Promise<string> =>
  (await runHere(completionCommand(COMMANDS), [shell])).stdout;

/** Asks bash, as it asks the function at the key Tab. */
const ASK = `
source ./script.bash
COMP_LINE=$1 COMP_POINT=\${#1} COMPREPLY=()
_walkforest
printf '%s\\n' "\${COMPREPLY[@]}"
`;

describe('completion bash', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    await writeFile(join(folder, 'script.bash'), await scriptOf('bash'));
  });
  const complete = (line: string): readonly string[] => {
    const words = execFileSync('bash', ['-c', ASK, 'bash', line], {
      cwd: folder,
      encoding: 'utf8',
    });
    return words.split('\n').filter((word) => word !== '');
  };

  it.each([
    ['walkforest sel', ['select']],
    ['walkforest help da', ['data']],
    // Bash keeps what stands before the last colon.
    ['walkforest live:st', ['status', 'stop']],
    ['walkforest backtest --fe', ['--features']],
    ['walkforest backtest --payoff ', ['linear', 'inverse', 'log']],
    ['walkforest backtest --payoff inv', ['inverse']],
    ['walkforest select --threshold ', ['best']],
    ['walkforest select --json --nested q', ['quarter']],
    ['walkforest data ', ['fetch', 'check', 'resample', 'sample']],
    ['walkforest data fetch f', ['funding']],
    // A flag that takes no value does not swallow the next word; one that takes one does.
    ['walkforest data --json fetch f', ['funding']],
    ['walkforest data --timeframe 1d fetch f', ['funding']],
    ['walkforest backtest --trees ', []],
    ['walkforest nonsense --f', []],
  ])('%j: %j', (line, expected) => {
    expect(complete(line)).toEqual(expected);
  });

  it.each(COMMAND_LIST)('$name: knows every option', ({ name, options, positionals }) => {
    const named = Object.keys({ ...options, ...COMMON_OPTIONS });
    const flags = named.filter((each) => positionals.every(({ option }) => option !== each));
    const expected = [...flags.map(flagOf), '--help'];
    expect(complete(`walkforest ${name} --`).toSorted()).toEqual(expected.toSorted());
  });

  it('leaves files to bash, which knows how to quote them', async () => {
    await mkdir(join(folder, 'bars'));
    const script = await scriptOf('bash');
    expect(script).toContain('complete -o bashdefault -o default -F _walkforest walkforest');
    expect(script).toContain("'backtest --data') words='' path=file ;;");
    expect(script).toContain("'mcp --folder') words='' path=folder ;;");
    expect(complete('walkforest backtest --data b')).toEqual([]);
  });
});

/** How many quotes of a line begin or end a text. */
function quotesOf(line: string): number {
  return line.replaceAll(String.raw`\'`, '').split("'").length - 1;
}

describe('completion zsh and fish', () => {
  it.each([
    ['zsh', ["'*--payoff[", ':value:(linear inverse log)', "'1:argument:(fetch check", '_files']],
    [
      'fish',
      ["-l payoff -d 'What a position", "-rf -a 'linear inverse log'", ' -r -F', '-a select'],
    ],
  ])('%s knows options, choices and files, and its syntax is right', async (shell, parts) => {
    const script = await scriptOf(shell);
    for (const part of parts) expect(script).toContain(part);
    for (const { name } of COMMAND_LIST)
      expect(script).toContain(name.replace(':', shell === 'zsh' ? '\\:' : ':'));
    // No text of an option ends a quotation.
    const odd = script.split('\n').filter((line) => quotesOf(line) % 2 === 1);
    expect(odd).toEqual([]);
    const path = join(await temporaryFolder(), 'script');
    await writeFile(path, script);
    const { error, status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
    // Where the shell is not installed, its structure is all that can be looked at.
    if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('are no words on a line that is broken at 80 columns', async () => {
    expect((await scriptOf('fish')).split('\n').some((line) => line.length > 100)).toBe(true);
  });

  it('refuse another shell', async () => {
    const { code, stderr } = await runHere(completionCommand(COMMANDS), ['tcsh']);
    expect(code).toBe(2);
    expect(stderr).toContain('expected bash | zsh | fish, got "tcsh"');
  });
});
