import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { defineCommand, type Command } from '../../../cli/framework/command.ts';
import { readLedgerFolder, recordSeenTrials } from '../../../cli/research/ledger-files.ts';
import { ledgerCommand } from '../../../cli/research/ledger.ts';
import { replayCommand } from '../../../cli/research/replay.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { Cancelled } from '../../../engine/core/errors.ts';
import { UntrustedVotes } from '../../../engine/queue/untrusted-votes.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const FOLDS = ['--trees', '3', '--step', '200', '--initial-train', '3800'];
const SELECT = [...FOLDS, '--candidates', 'rsi_14,gk_vol,mfi_14', '--patience', '1'];
const BACKTEST = [...FOLDS, '--features', 'rsi_14,gk_vol', '--seeds', '42,1'];

/** A trial but for its positions. */
const TRIAL = {
  what: 'set',
  features: ['gap'],
  target: 'bucket',
  threshold: 0.01,
  seeds: [42],
  trees: 3,
  neutral: 'hold',
  objective: 'sharpe',
  sharpe: 0.7,
  start: 86_400,
} as const;

type Counts = { readonly trialsHere: number; readonly trialsEver: number; chainIntact: boolean };

/** Runs commands that share a home folder. */
async function home() {
  const cache = await temporaryFolder();
  const env = { XDG_CACHE_HOME: cache };
  const run = async (command: Command, words: readonly string[]): Promise<Printed> => {
    const printed = await runHere(command, words, { env });
    expect(printed.code, printed.stderr).toBe(0);
    return printed;
  };
  const document = async (command: Command, words: readonly string[]) =>
    JSON.parse((await run(command, [...words, '--json'])).stdout) as Record<string, unknown>;
  const counts = async (command: Command, words: readonly string[]): Promise<Counts> =>
    (await document(command, words))['ledger'] as Counts;
  return { cache, run, document, counts };
}

/** The files of the only ledger in `folder`. */
async function batches(folder: string): Promise<readonly string[]> {
  const [data] = await readdir(folder);
  return (await readdir(join(folder, data!))).sort().map((name) => join(folder, data!, name));
}

describe('the ledger of trials', () => {
  it('counts what every command tried, and nothing twice', async () => {
    const { counts, document, cache } = await home();
    const first = await counts(selectCommand, SELECT);
    expect(first.trialsEver).toBe(first.trialsHere);
    const tested = await counts(backtestCommand, BACKTEST);
    expect(tested.trialsHere).toBeGreaterThan(1);
    expect(tested.trialsEver).toBeGreaterThan(first.trialsEver);
    const again = await counts(selectCommand, SELECT);
    expect(again).toMatchObject({ ...tested, trialsHere: first.trialsHere });
    const listed = await document(ledgerCommand, []);
    expect(listed).toMatchObject({ count: tested.trialsEver, chainIntact: true });
    const trials = listed['trials'] as Record<string, unknown>[];
    expect(trials).toHaveLength(tested.trialsEver);
    expect(new Set(trials.map(({ command }) => command))).toEqual(new Set(['select', 'backtest']));
    expect(trials[0]).toEqual({
      what: 'set',
      features: [expect.any(String)],
      target: 'bucket',
      threshold: 0.01,
      seed: 42,
      trees: 3,
      neutral: 'hold',
      objective: 'sharpe',
      sharpe: expect.any(Number),
      at: '2030-01-01T00:00:00Z',
      command: 'select',
    });
    expect(await batches(join(cache, 'walkforest', 'ledger'))).toHaveLength(2);
  });

  it('counts the sets of a stopped selection, and none again if it continues', async () => {
    const { counts, document, cache } = await home();
    const stop = new AbortController();
    const write = (text: string): void => {
      if (text.startsWith('step 1: +')) stop.abort();
    };
    const world = { env: { XDG_CACHE_HOME: cache }, signal: stop.signal, stderr: { write } };
    expect(await runHere(selectCommand, SELECT, world)).toMatchObject({ code: 130 });
    const seen = await document(ledgerCommand, []);
    expect(seen).toMatchObject({ count: 3, chainIntact: true });
    const features = (seen['trials'] as Record<string, unknown>[]).map(
      (trial) => trial['features'],
    );
    expect(features).toEqual([['rsi_14'], ['gk_vol'], ['mfi_14']]);
    const whole = await counts(selectCommand, SELECT);
    const other = await home();
    expect(whole).toEqual(await other.counts(selectCommand, SELECT));
  });

  it('says it in the text, beside the figures', async () => {
    const { run } = await home();
    const { stdout } = await run(backtestCommand, BACKTEST);
    const here = /Trials on these bars: (\d+) in this run, \1 in all runs so far \(ledger\)\./;
    expect(stdout).toMatch(here);
    const { stdout: listed } = await run(ledgerCommand, []);
    expect(listed).toMatch(/rsi_14, gk_vol +-?\d\.\d{3} +42, 1 +0\.01 +backtest +2030-01-01/);
  });

  it('keeps what a failed run has shown, but nothing of a worker that was wrong', async () => {
    const folder = await temporaryFolder();
    const sha256 = '0123456789abcdef0123';
    const record = (error: Error, position: number) =>
      runHere(
        defineCommand({
          name: 'own',
          purpose: 'Fails after it has shown a figure.',
          options: {},
          examples: ['', ''],
          run: async (context) => {
            const trials = [{ ...TRIAL, positions: Float64Array.of(position) }];
            await recordSeenTrials(context, 'own', { sha256 }, { error, trials });
            return { result: {}, text: '' };
          },
        }),
        [],
        { env: { WALKFOREST_LEDGER: folder } },
      );
    await record(new UntrustedVotes(['odd'], 1), 1);
    expect(await readdir(folder)).toEqual([]);
    await record(new Cancelled(), 0.5);
    const { trials } = await readLedgerFolder(join(folder, sha256.slice(0, 16)));
    expect(trials.map(({ command, sharpe }) => [command, sharpe])).toEqual([['own', 0.7]]);
  });

  it('loses nothing where runs end at the same time', async () => {
    const { counts } = await home();
    const seeds = Array.from({ length: 6 }, (_, i) => [...BACKTEST.slice(0, -1), String(i)]);
    const all = await Promise.all(seeds.map((words) => counts(backtestCommand, words)));
    const sum = all.reduce((total, { trialsHere }) => total + trialsHere, 0);
    const { trialsEver, chainIntact } = await counts(backtestCommand, seeds[0]!);
    expect(chainIntact).toBe(true);
    // Two seeds may have decided alike.
    expect(trialsEver).toBeLessThanOrEqual(sum);
    expect(Math.max(...all.map(({ trialsEver: ever }) => ever))).toBe(trialsEver);
  });

  it('notices a changed file and one that was taken out', async () => {
    const { counts, run, cache } = await home();
    for (const seed of ['1', '2']) await counts(backtestCommand, [...BACKTEST.slice(0, -1), seed]);
    const [first] = await batches(join(cache, 'walkforest', 'ledger'));
    const text = await readFile(first!, 'utf8');
    await writeFile(first!, text.replace('"trees":3', '"trees":4'));
    expect(await counts(backtestCommand, BACKTEST)).toMatchObject({ chainIntact: false });
    const { stdout } = await run(ledgerCommand, []);
    expect(stdout).toContain('changed from outside, there may be more:');
  });

  it('goes where WALKFOREST_LEDGER says', async () => {
    const [folder, cache] = [await temporaryFolder(), await temporaryFolder()];
    const env = { XDG_CACHE_HOME: cache, WALKFOREST_LEDGER: join(folder, 'mine') };
    await runHere(backtestCommand, BACKTEST, { env });
    expect(await batches(join(folder, 'mine'))).toHaveLength(1);
  });

  it('is no part of what replay compares, and a replay adds nothing', async () => {
    const { run, document, cache } = await home();
    const saved = join(cache, 'result.json');
    const { stdout } = await run(backtestCommand, [...BACKTEST, '--json']);
    await writeFile(saved, stdout);
    await run(backtestCommand, [...BACKTEST.slice(0, -1), '7']);
    const replay = replayCommand({ backtest: async () => backtestCommand });
    expect(await document(replay, [saved])).toMatchObject({ identical: true });
    expect(await batches(join(cache, 'walkforest', 'ledger'))).toHaveLength(2);
  });

  it('is not known where there is no place for it, and the figures come all the same', async () => {
    const { code, stdout } = await runHere(backtestCommand, [...BACKTEST, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ledger: { note: expect.stringContaining('home') } });
  });

  it('says which variable names another folder if its folder cannot be made', async () => {
    const noFolder = join(await temporaryFolder(), 'file');
    await writeFile(noFolder, '');
    const env = { XDG_CACHE_HOME: noFolder };
    const { code, stdout, stderr } = await runHere(backtestCommand, BACKTEST, { env });
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /is not known: ENOTDIR.* \(WALKFOREST_LEDGER names another folder\)\./,
    );
    expect(stderr).toContain('the trials of this run are in no ledger: ENOTDIR');
  });
});
