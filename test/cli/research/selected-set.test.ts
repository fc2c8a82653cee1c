import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { replayCommand } from '../../../cli/research/replay.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { trainCommand } from '../../../cli/live/train.ts';
import { loadModelArtifact } from '../../../engine/live/model/model-artifact.ts';
import { catalogue } from '../../../features/catalogue.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Settings of which none is a default, so that each must be taken from the file. */
const SETTINGS =
  '--trees 4 --initial-train 4000 --step 100 --epoch-folds 2 --bins 32 --min-leaf-rows 100 ' +
  '--threshold 0.012 --neutral flat --cost-bps 7 --sides long --delay 1 --max-features 2 ' +
  '--candidates rsi_14,atr_14,ret_std_20d,close_pos_range --seed 9';

describe('a saved selection', () => {
  let folder: string;
  let path: string;
  let selection: {
    readonly selected: string[];
    readonly sharpe: number;
    readonly candidates: string[];
    readonly sets: Readonly<Record<string, { readonly metrics: unknown }>>;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'walkforest-'));
    path = join(folder, 'select.json');
    const words = [...SETTINGS.split(' '), '--out', path];
    expect((await runHere(selectCommand, words)).code).toBe(0);
    selection = JSON.parse(await readFile(path, 'utf8'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the very figures of its winner in backtest, with the same seed', async () => {
    const words = ['--features', path, '--seeds', '9', '--json'];
    const { stdout } = await runHere(backtestCommand, words);
    const { sets, run } = JSON.parse(stdout);
    expect(Object.keys(sets)).toEqual(['selected']);
    expect(sets.selected.features).toEqual(selection.selected);
    expect(sets.selected.metrics.sharpe).toBe(selection.sharpe);
    // Those beside buy and hold as well.
    expect(sets.selected.metrics.beta).toBeTypeOf('number');
    expect(sets.selected.metrics).toEqual(Object.values(selection.sets)[0]!.metrics);
    expect(run.configuration).toMatchObject({ threshold: 0.012, neutral: 'flat', sides: 'long' });
    expect(run.inputs).toEqual([{ path, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  it('of somebody else sends nothing anywhere: only what results record is taken', async () => {
    const content = JSON.parse(await readFile(path, 'utf8'));
    const foreign = join(folder, 'foreign.json');
    const wanted = { queue: 'redis://127.0.0.1:1', uploadS3: 'bucket', rollback: true, yes: true };
    Object.assign(content.run.configuration, wanted);
    await writeFile(foreign, JSON.stringify(content));
    for (const command of [backtestCommand, trainCommand]) {
      const presets = await command.presets!({ features: foreign });
      expect(presets).toMatchObject({ threshold: 0.012 });
      expect(Object.keys(presets)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(queue|uploadS3|rollback|yes)$/)]),
      );
    }
  });

  it('loses to a flag, and stands beside other sets', async () => {
    const words = [
      '--features',
      path,
      '--features',
      'forward_4',
      '--cost-bps',
      '0',
      '--seeds',
      '9',
    ];
    const { stdout } = await runHere(backtestCommand, [...words, '--json']);
    const { sets, run } = JSON.parse(stdout);
    expect(Object.keys(sets)).toEqual(['selected', 'forward_4']);
    expect(run.configuration).toMatchObject({ costBps: 0, neutral: 'flat' });
  });

  it('is replayed, and refused once it has changed', async () => {
    const copy = join(folder, 'copy.json');
    await writeFile(copy, await readFile(path));
    const words = ['--features', copy, '--seeds', '9', '--json'];
    const result = join(folder, 'result.json');
    await writeFile(result, (await runHere(backtestCommand, words)).stdout);
    const replay = replayCommand({ backtest: async () => backtestCommand });
    expect((await runHere(replay, [result])).stdout).toBe('identical\n');
    await writeFile(copy, `${await readFile(copy, 'utf8')}\n`);
    const { code, stderr } = await runHere(replay, [result]);
    expect(code).toBe(2);
    expect(stderr).toContain('copy.json: the data changed');
  });

  it('is trained with its target, its policy and its rows, and says so', async () => {
    const out = join(folder, 'model.bin');
    const { code, stderr } = await runHere(trainCommand, ['--features', path, '--out', out]);
    expect(code).toBe(0);
    expect(stderr).toContain(`from ${path}: ${selection.selected.join(', ')}; target bucket`);
    const { header } = loadModelArtifact(await readFile(out), out, catalogue);
    expect(header.features.map(({ name }) => name)).toEqual(selection.selected);
    expect(header).toMatchObject({
      neutral: 'flat',
      target: { name: 'bucket', threshold: 0.012 },
      rowFeatures: selection.candidates,
    });
    expect(header.settings).toMatchObject({ trees: 4, bins: 32, minLeafRows: 100 });
  });

  it.each([
    ['none.json', undefined, /none\.json: no such file/],
    ['text.json', 'x', /text\.json: expected a result of select .*, got text that begins with "x"/],
    ['other.json', '{"run":{"command":"backtest"}}', /expected a result of select/],
    ['empty.json', undefined, /the selection chose nothing/],
  ])('refuses %s in one line', async (file, content, message) => {
    const bad = join(folder, file);
    const nothing = JSON.stringify({ ...selection, selected: [] });
    if (file === 'empty.json') await writeFile(bad, nothing);
    else if (content !== undefined) await writeFile(bad, content);
    const { code, stderr } = await runHere(backtestCommand, ['--features', bad]);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(message);
  });
});

describe('funding', () => {
  it('is paid by who holds the contract, recorded, and replayed from the same file', async () => {
    const folder = await temporaryFolder();
    const funding = join(folder, 'funding.csv');
    const lines = Array.from({ length: 6000 }, (_, day) => `${1381017600 + day * 86_400},0.001`);
    await writeFile(funding, `time,rate\n${lines.join('\n')}\n`);
    const words =
      '--trees 2 --initial-train 4000 --step 200 --min-leaf-rows 100 --bins 16 --seeds 1 ' +
      '--features atr_14 --neutral flat --json';
    const without = JSON.parse((await runHere(backtestCommand, words.split(' '))).stdout);
    const printed = await runHere(backtestCommand, [...words.split(' '), '--funding', funding]);
    const paid = JSON.parse(printed.stdout);
    const { long, short } = without.sets.atr_14.positions;
    const { bars } = without.sets.atr_14.metrics;
    const gap =
      paid.sets.atr_14.metrics.totalLogReturn - without.sets.atr_14.metrics.totalLogReturn;
    // A long pays 0.1 % a day, a short receives it; in logarithms up to the size of a day's return.
    expect(gap).toBeCloseTo(-0.001 * (long - short) * bars, 1);
    expect(paid.run.inputs).toEqual([{ path: funding, sha256: expect.any(String) }]);
    const log = [...words.split(' '), '--funding', funding, '--payoff', 'log'];
    expect((await runHere(backtestCommand, log)).stderr).toContain('the original has none');
  });
});
