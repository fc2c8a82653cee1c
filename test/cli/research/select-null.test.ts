import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayCommand } from '../../../cli/research/replay.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import type { World } from '../../../cli/framework/run-command.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A few folds of small forests on the synthetic sample, without nesting. */
const SMALL = [
  '--trees 4 --step 100 --patience 1 --max-features 2 --initial-train 3900',
  '--candidates ema_ratio_12,log_ret_5d,gk_vol',
].flatMap((words) => words.split(' '));
const NESTED = [...SMALL, '--nested', 'quarter'];

type Rank = {
  readonly real: number;
  readonly p: number;
  readonly standardError: number;
  readonly atLeast: number;
  readonly quantiles: Readonly<Record<string, number>>;
};

type Document = {
  readonly sharpe: number;
  readonly nested: { readonly sharpe: number } | null;
  readonly null: {
    readonly kind: string;
    readonly count: number;
    readonly naive: Rank;
    readonly nested: Rank | null;
    readonly histories: readonly { readonly naive: number; readonly nested: number | null }[];
  } | null;
  readonly trials: number;
  readonly verdict: readonly string[];
  readonly nullReasons: Readonly<Record<string, string>>;
};

async function select(words: readonly string[], world: Partial<World> = {}): Promise<Printed> {
  const env = { XDG_CACHE_HOME: await temporaryFolder() };
  return runHere(selectCommand, words, { env, ...world });
}

async function selectJson(words: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await select([...words, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Document;
}

describe('select --null', () => {
  it('places both figures among those of the histories, and adds no trials', async () => {
    const document = await selectJson([...NESTED, '--null', '3']);
    const found = document.null!;
    expect(Object.keys(found)).toEqual(['kind', 'count', 'naive', 'nested', 'histories']);
    expect(found).toMatchObject({ kind: 'rotated', count: 3 });
    expect(found.histories).toHaveLength(3);
    for (const figure of ['naive', 'nested'] as const) {
      const rank = found[figure]!;
      const { real, p, atLeast, standardError } = rank;
      expect(real).toBe(figure === 'naive' ? document.sharpe : document.nested!.sharpe);
      const higher = found.histories.filter((history) => history[figure]! >= real).length;
      expect(atLeast).toBe(higher);
      expect(p).toBe((1 + higher) / 4);
      expect(standardError).toBeCloseTo(Math.sqrt((p * (1 - p)) / 3), 12);
      expect(Object.keys(rank.quantiles)).toEqual(['q05', 'median', 'q95']);
    }
    expect(document.verdict).toHaveLength(5);
    expect(document.verdict[3]).toMatch(/Of 3 histories without skill \(rotated\), \d show a/);
    const plain = await selectJson(NESTED);
    expect(plain.trials).toBe(document.trials);
    expect(plain.null).toBeNull();
    expect(plain.nullReasons['null']).toBe('not asked for: --null 0');
  });

  it('ranks the selected set alone where there is no nested figure', async () => {
    const words = [...SMALL, '--nested', 'off', '--null', '2', '--null-kind', 'sign-flip'];
    const document = await selectJson(words);
    expect(document.null).toMatchObject({ kind: 'sign-flip', count: 2, nested: null });
    expect(document.null!.naive.real).toBe(document.sharpe);
    expect(document.nullReasons['null.nested']).toBe('not asked for: --nested off');
    expect(document.nullReasons['null.histories[0].nested']).toBe('not asked for: --nested off');
  });

  it('prints one block', async () => {
    const { stdout } = await select([...NESTED, '--null', '2', '--null-kind', 'bootstrap']);
    expect(stdout).toMatch(
      /^The same on histories without skill \(bootstrap, 2 of them\)\nSharpe ratio +here +p +SE/m,
    );
    expect(stdout).toMatch(/^selected set +-?\d\.\d{3} +\d\.\d{3} +\d\.\d{3} +-?\d\.\d{3}/m);
    expect(stdout).toMatch(/^nested +-?\d\.\d{3}/m);
  });

  it('continues after an interruption, and replays identically with other workers', async () => {
    const words = [...NESTED, '--null', '4', '--json'];
    const cache = await temporaryFolder();
    const stop = new AbortController();
    let stderr = '';
    let milliseconds = 0;
    const stopped = await runHere(selectCommand, words, {
      env: { XDG_CACHE_HOME: cache },
      signal: stop.signal,
      // Ten seconds between two looks, so that each report is a line.
      clock: () => (milliseconds += 10_000),
      stderr: {
        write: (text) => {
          stderr += text;
          if (text.startsWith('histories without skill: ')) stop.abort();
        },
      },
    });
    expect(stopped.code).toBe(130);
    expect(stderr).toMatch(/histories without skill: 25 %, .* left/);
    expect(stderr).toContain('finished work is kept: the same command continues from there');
    const resumed = await runHere(selectCommand, words, { env: { XDG_CACHE_HOME: cache } });
    expect(resumed.stderr).toMatch(/continuing: \d+ piece/);
    const path = join(await temporaryFolder(), 'result.json');
    await writeFile(path, resumed.stdout);
    const replaying = replayCommand({ select: () => Promise.resolve(selectCommand) });
    const replayed = await runHere(replaying, [path, '--workers', '1']);
    expect(replayed).toMatchObject({ code: 0, stdout: 'identical\n' });
  });

  it.each([
    [['--null', '-1'], /--null: expected an integer from 0 to 10000/],
    [['--null', '3', '--null-kind', 'shuffled'], /rotated \| bootstrap \| sign-flip/],
  ])('refuses %j in one line', async (words, message) => {
    const { code, stdout, stderr } = await select([...NESTED, ...words]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(message);
  });
});
