import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { SWEEP_THRESHOLDS } from '../../../selection/threshold-sweep.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Few folds of small forests on the synthetic sample. */
const FOLDS = ['--trees', '4', '--initial-train', '4000', '--step', '100', '--patience', '1'];
const SMALL = [...FOLDS, '--candidates', 'ema_ratio_12,rsi_14,log_ret_5d,gk_vol'];
/** A year and a half of 4-hour bars, the same rows for any of the candidates here. */
const FOUR_HOURS = (
  '--timeframe 4h --to 2017-06-30 --rows base --threshold 0.003 ' +
  '--initial-train 1500 --step 200 --trees 4 --patience 1'
).split(' ');
const INTRADAY = [...FOUR_HOURS, '--candidates', 'ema_ratio_12,disparity_7,williams_r,rsi_30'];

type Figures = { readonly metrics: { readonly sharpe: number } };
type Document = Readonly<Record<string, unknown>> & {
  readonly steps: readonly { readonly candidates: readonly { readonly feature: string }[] }[];
  readonly selected: readonly string[];
  readonly trials: number;
  readonly foldCount: number;
  readonly treesGrown: number;
  readonly threshold: number;
  readonly thresholds: readonly (Figures & { readonly threshold: number })[];
  readonly preSelected: readonly string[];
  readonly rescored: Figures & { readonly trees: number };
};

async function select(words: readonly string[], cache?: string): Promise<Printed> {
  const env = { XDG_CACHE_HOME: cache ?? (await temporaryFolder()) };
  return runHere(selectCommand, words, { env });
}

/** The document of `select --json`, less its duration. */
async function selectJson(words: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await select([...words, '--json']);
  expect(code, stderr).toBe(0);
  const { elapsedMs: _elapsed, ...document } = JSON.parse(stdout) as Document;
  return document as Document;
}

describe('select --threshold best', () => {
  const best = [...SMALL, '--threshold', 'best'];

  it('selects at the threshold at which all candidates do best, and counts the sweep', async () => {
    const document = await selectJson(best);
    const sharpes = document.thresholds.map(({ metrics }) => metrics.sharpe);
    expect(document.thresholds.map(({ threshold }) => threshold)).toEqual(SWEEP_THRESHOLDS['1d']);
    const winner = document.thresholds[sharpes.indexOf(Math.max(...sharpes))]!;
    expect(document.threshold).toBe(winner.threshold);
    const fixed = await selectJson([...SMALL, '--threshold', String(winner.threshold)]);
    expect(fixed.threshold).toBe(winner.threshold);
    expect(document.steps).toEqual(fixed.steps);
    expect(document.selected).toEqual(fixed.selected);
    expect(document.trials).toBe(fixed.trials + document.thresholds.length);
    expect(document['run']).toMatchObject({ configuration: { threshold: 'best' } });
  });

  it('gives the same document for any number of workers', async () => {
    const expected = await selectJson([...best, '--workers', '1']);
    expect(await selectJson([...best, '--workers', '3'])).toEqual(expected);
  });

  it('stopped after the sweep goes on from there to the same document', async () => {
    const expected = await selectJson(best);
    const cache = await temporaryFolder();
    const stop = new AbortController();
    const write = (text: string): void => {
      if (text.startsWith('step 1: +')) stop.abort();
    };
    const world = { env: { XDG_CACHE_HOME: cache }, signal: stop.signal, stderr: { write } };
    expect((await runHere(selectCommand, best, world)).code).toBe(130);
    const resumed = await select([...best, '--json'], cache);
    // Four thresholds and a step.
    expect(resumed.stderr).toMatch(/\b5 piece\(s\) of work are/);
    const { elapsedMs: _elapsed, ...document } = JSON.parse(resumed.stdout) as Document;
    expect(document).toEqual(expected);
  });

  it('hands the threshold that it found to a backtest of the saved selection', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'select.json');
    const { stdout } = await select([...best, '--json', '--out', path]);
    const words = ['--features', path, '--seeds', '42', '--json'];
    const tested = await runHere(backtestCommand, words);
    expect(tested.code, tested.stderr).toBe(0);
    const { run } = JSON.parse(tested.stdout) as { run: { configuration: object } };
    const { threshold } = JSON.parse(stdout) as Document;
    expect(run.configuration).toMatchObject({ threshold, trees: 4 });
  });

  it('says in the text which threshold was taken', async () => {
    const { stdout } = await select(best);
    expect(stdout).toMatch(/the target of all other figures: ±\d\.\d %/);
  });

  it.each([
    [['--target', 'sign'], '--threshold best: expected the target bucket or forward_5, got sign'],
    [
      ['--objective', 'log-loss'],
      '--threshold best: expected --objective sharpe or expected, got log-loss',
    ],
    [['--threshold', 'worst'], 'expected a number from 0.0001 to 0.4999'],
  ])('is refused with %j in one line', async (words, message) => {
    const given = words.includes('--threshold') ? SMALL : best;
    const { code, stdout, stderr } = await select([...given, ...words]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n').at(-1)).toContain(message);
  });
});

describe('select --pre-select and --rescore, on 4-hour bars', () => {
  it('chooses among the first by Gini importance, and scores the set with more trees', async () => {
    const document = await selectJson([...INTRADAY, '--pre-select', '2', '--rescore', '9']);
    const asked = document.steps[0]!.candidates.map(({ feature }) => feature);
    expect(asked).toEqual(document.preSelected);
    expect(document['importance']).toMatchObject({ permutation: [] });
    const all = await selectJson([...INTRADAY, '--method', 'gini']);
    const { gini } = all['importance'] as { gini: readonly { readonly feature: string }[] };
    expect(asked.toSorted()).toEqual(
      gini
        .slice(0, 2)
        .map(({ feature }) => feature)
        .toSorted(),
    );

    const { rescored, selected, trials, foldCount } = document;
    expect(document.treesGrown).toBe((4 * trials + 9) * foldCount);
    const nine = FOUR_HOURS.with(FOUR_HOURS.indexOf('--trees') + 1, '9');
    const words = ['--candidates', selected.join(), '--method', 'gini'];
    const { sets } = await selectJson([...nine, ...words]);
    const [same] = Object.values(sets as Record<string, Figures>);
    expect(rescored).toEqual({ trees: 9, ...same, features: undefined });
  });

  it('says both in the text', async () => {
    const { stdout } = await select([...INTRADAY, '--pre-select', '2', '--rescore', '9']);
    expect(stdout).toContain('(the first 2 by Gini importance)');
    expect(stdout).toMatch(/Gini importance in training\nrank +Gini +share\n/);
    expect(stdout).toMatch(/With 9 trees the selected set has Sharpe -?\d\.\d{3}/);
  });
});
