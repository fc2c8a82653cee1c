import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { selectCommand } from '../../../cli/research/select.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Few folds of small forests on the synthetic sample. */
const TREES = ['--trees', '4', '--step', '100', '--patience', '1'];
const FOLDS = [...TREES, '--initial-train', '4000'];
const CANDIDATES = ['--candidates', 'ema_ratio_12,rsi_14,log_ret_5d,gk_vol'];
const SMALL = [...FOLDS, ...CANDIDATES];

/** The same with a nested selection of several windows. */
const QUARTERS = [...TREES, ...CANDIDATES, '--initial-train', '3900', '--nested', 'quarter'];

/** Runs `select` with `words`; caches and checkpoints are in the folder `cache`. */
async function select(words: readonly string[], cache?: string): Promise<Printed> {
  const env = { XDG_CACHE_HOME: cache ?? (await temporaryFolder()) };
  return runHere(selectCommand, words, { env });
}

/** Runs `select` and stops it, as Ctrl-C does, when a line that begins with `after` is printed. */
async function stopAfter(after: string, words: readonly string[], cache: string): Promise<Printed> {
  const stop = new AbortController();
  let stderr = '';
  const write = (text: string): void => {
    stderr += text;
    if (text.startsWith(after)) stop.abort();
  };
  const env = { XDG_CACHE_HOME: cache };
  const world = { env, signal: stop.signal, stderr: { write } };
  return { ...(await runHere(selectCommand, words, world)), stderr };
}

type Spans = readonly { readonly regime: string; readonly start: number; readonly end: number }[];

type Document = Readonly<Record<string, unknown>> & {
  readonly steps: readonly { readonly feature: string; readonly candidates: readonly object[] }[];
  readonly selected: readonly string[];
  readonly trials: number;
};

/** The document of `select --json` without its duration. */
async function selectJson(words: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await select([...words, '--json']);
  expect(code, stderr).toBe(0);
  const { elapsedMs, ...document } = JSON.parse(stdout) as Document;
  expect(elapsedMs).toBeTypeOf('number');
  return document as Document;
}

describe('select', () => {
  it('labels the regimes of its curves as it is told', async () => {
    const labels = async (reading: string): Promise<readonly string[]> => {
      const words = [...SMALL, '--nested', 'off', '--curves', '--regime-labels', reading];
      const { regimes } = (await selectJson(words))['curves'] as { readonly regimes: Spans };
      return regimes.flatMap(({ regime, start, end }) => Array(end - start).fill(regime));
    };
    const known = await labels('known');
    const ahead = await labels('lookahead');
    expect(new Set(known).size).toBeGreaterThan(1);
    expect(ahead.slice(0, -1)).toEqual(known.slice(1));
  });

  it('gives the documented keys, for the synthetic sample without --data', async () => {
    const document = await selectJson(SMALL);
    expect(Object.keys(document).slice(0, 8)).toEqual([
      'run',
      'steps',
      'selected',
      'candidates',
      'sharpe',
      'trials',
      'foldCount',
      'treesGrown',
    ]);
    expect(document).toMatchObject({ run: { data: { synthetic: true } }, foldCount: 5 });
    const scored = document.steps.reduce((sum, step) => sum + step.candidates.length, 0);
    expect(document.trials).toBe(scored);
    expect(document['treesGrown']).toBe(4 * 5 * scored);
    expect(document.selected).toEqual(
      document.steps.slice(0, document.selected.length).map(({ feature }) => feature),
    );
    expect(document['statistics']).toMatchObject({
      trials: scored,
      tests: { trials: scored, againstFlat: { spa: expect.any(Number) } },
    });
    expect(document['verdict']).toHaveLength(5);
  });

  it("nests by default, with the contract's keys, and leaves the plain result alone", async () => {
    const document = await selectJson(SMALL);
    const nested = document['nested'] as Readonly<Record<string, unknown>> & {
      readonly windows: readonly Readonly<Record<string, unknown>>[];
    };
    expect(Object.keys(nested)).toEqual([
      'every',
      'windows',
      'sharpe',
      'standardError',
      'interval',
      'metrics',
      'naiveSharpeOnSameBars',
      'buyHoldSharpeOnSameBars',
      'differentSets',
    ]);
    expect(nested['every']).toBe('year');
    expect(nested.windows).toHaveLength(1);
    expect(Object.keys(nested.windows[0]!)).toEqual([
      'from',
      'to',
      'features',
      'sharpeInside',
      'sharpe',
      'bars',
    ]);
    const plain = await selectJson([...SMALL, '--nested', 'off']);
    expect(plain['nested']).toBeNull();
    expect(plain).toMatchObject({ nullReasons: { nested: 'not asked for: --nested off' } });
    const { run: _run, nested: _nested, nullReasons: _reasons, ...rest } = plain;
    // The nested result is a trial more.
    // What seeds choose alone, they choose in windows as well.
    const { verdict, ledger: _ledger, seeds: _seeds, stability: _windows, ...figures } = rest;
    expect(document).toMatchObject(figures);
    expect(verdict).not.toEqual(document['verdict']);
  });

  it('says why it does not nest on a short history', async () => {
    const words = [...TREES, ...CANDIDATES, '--initial-train', '4300'];
    expect((await selectJson(words))['nested']).toBeNull();
    const { stdout } = await select(words);
    expect(stdout).toMatch(/no nested selection: no year begins after at least 183 tested rows/);
  });

  it('gives the same document for any number of workers', async () => {
    const expected = await selectJson([...QUARTERS, '--workers', '1']);
    expect(expected['nested']).not.toBeNull();
    expect(await selectJson([...QUARTERS, '--workers', '8'])).toEqual(expected);
  });

  it('depends on the seed, but not on the order of the candidates', async () => {
    const { run: _run, ...expected } = await selectJson(SMALL);
    const order = ['--candidates', 'gk_vol,log_ret_5d,ema_ratio_12,rsi_14,gk_vol'];
    expect(await selectJson([...FOLDS, ...order])).toMatchObject(expected);
    expect(await selectJson([...SMALL, '--seed', '1'])).not.toMatchObject(expected);
  });

  it('prints the steps, a comparison with buy and hold, and the limits of the figure', async () => {
    const { code, stdout, stderr } = await select(SMALL);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toContain('synthetic sample');
    expect(stdout).toMatch(/step +added +Sharpe +delta +margin +noise/);
    expect(stdout).toMatch(/buy and hold/);
    expect(stdout).toMatch(/the best of \d+ trials on the same rows, not a\n  forecast/);
    expect(stdout).toMatch(/half of the trees alone would have added the same in \d of \d steps/);
    expect(stdout).toMatch(/^Nested selection: a set anew each year on the bars before it/m);
    expect(stdout).toMatch(
      /^Verdict\n- The selected set's Sharpe ratio of \d\.\d\d \(seed 42 alone\) is the best of/m,
    );
    expect(stdout).toMatch(/On the same bars: the set selected on all bars .* buy\s+and\s+hold/);
    expect(stderr).toMatch(/^step 1: \+ \w+, Sharpe -?\d\.\d{3}/m);
    // The plain result is said before the nested selection begins.
    expect(stderr).toMatch(/^selected: .*^nested, from \d{4}-/ms);
  });

  it('by all methods adds rankings, correlations and the threshold sweep', async () => {
    const document = await selectJson([...SMALL, '--method', 'all']);
    expect(Object.keys(document['sets'] as object)).toContain('all_candidates');
    expect(document['thresholds']).toHaveLength(4);
    expect(document['correlated']).toBeInstanceOf(Array);
    const { gini } = document['importance'] as { gini: { importance: number }[] };
    expect(gini.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 9);
    const { stdout } = await select([...SMALL, '--method', 'all']);
    expect(stdout).toContain('±0.5 %');
    expect(stdout).toContain('accuracy lost');
  });

  it('sweeps no threshold if the target has none', async () => {
    const document = await selectJson([...SMALL, '--method', 'all', '--target', 'sign']);
    expect(document['thresholds']).toEqual([]);
  });

  it('writes the same document with --out', async () => {
    const path = join(await temporaryFolder(), 'selection.json');
    const { stdout } = await select([...SMALL, '--json', '--out', path]);
    expect(await readFile(path, 'utf8')).toBe(stdout);
  });

  it('continues after an interruption, and gives the same document', async () => {
    const expected = await selectJson(SMALL);
    const cache = await temporaryFolder();
    const stopped = await stopAfter('step 1: +', SMALL, cache);
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('the same command continues from there');
    expect(await readdir(join(cache, 'walkforest'))).toEqual(['ledger', expect.any(String)]);
    const resumed = await select([...SMALL, '--json'], cache);
    expect(resumed.stderr).toContain('continuing: 1 piece(s) of work are already done');
    const { elapsedMs: _elapsed, ...document } = JSON.parse(resumed.stdout) as Document;
    expect(document).toEqual(expected);
    expect(await readdir(join(cache, 'walkforest'))).toEqual(['ledger']);
  });

  it('continues after an interruption between two nested windows', async () => {
    const expected = await selectJson(QUARTERS);
    const cache = await temporaryFolder();
    const stopped = await stopAfter('nested, from', QUARTERS, cache);
    expect(stopped.code).toBe(130);
    const resumed = await select([...QUARTERS, '--json'], cache);
    expect(resumed.stderr).toMatch(/continuing: [2-9] piece/);
    const { elapsedMs: _elapsed, ...document } = JSON.parse(resumed.stdout) as Document;
    expect(document).toEqual(expected);
  });

  it('does not continue from the checkpoint of another configuration', async () => {
    const cache = await temporaryFolder();
    await stopAfter('step 1: +', SMALL, cache);
    const { stderr } = await select([...SMALL, '--seed', '1'], cache);
    expect(stderr).not.toContain('continuing');
  });

  it('works without a checkpoint if none can be written, and says so', async () => {
    const cache = await temporaryFolder();
    await writeFile(join(cache, 'walkforest'), 'a file where the folder should be');
    const { code, stderr } = await select(SMALL, cache);
    expect(code).toBe(0);
    expect(stderr).toContain('no checkpoint, an interrupted run starts from the beginning');
  });

  it.each([
    [['--candidates', 'ema_ratio_13'], /ema_ratio_12/],
    [['--threshold', '1'], /--threshold: expected a number from 0.0001 to 0.4999/],
    [['--initial-train', '5000'], /expected more than --initial-train 5000 usable rows/],
    [['--data', 'absent.csv'], /absent\.csv/],
    [['--method', 'backward'], /forward \| gini \| permutation \| all/],
  ])('refuses %j in one line', async (words, message) => {
    const { code, stdout, stderr } = await select(words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(message);
  });
});
