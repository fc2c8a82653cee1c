import { catalogue } from '../../../features/catalogue.ts';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { predictCommand } from '../../../cli/live/predict.ts';
import { trainCommand } from '../../../cli/live/train.ts';
import { BAR_FIELDS, sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { decide } from '../../../engine/live/model/decide.ts';
import { loadModelArtifact } from '../../../engine/live/model/model-artifact.ts';
import { syntheticBars } from '../../../data/synthetic.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { bars } = syntheticBars('1d');
const now = (): number => Date.parse('2040-01-01T00:00:00Z');

/** A model of the sample, or of `data`, in a folder of its own. */
async function trained(...words: string[]): Promise<string> {
  const path = join(await temporaryFolder(), 'model.bin');
  await runHere(trainCommand, ['--trees', '10', '--out', path, ...words]);
  return path;
}

async function writeBars(path: string, some: Bars): Promise<string> {
  const lines = Array.from(some.time, (_, row) => BAR_FIELDS.map((f) => some[f][row]).join(','));
  await writeFile(path, [BAR_FIELDS.join(','), ...lines, ''].join('\n'));
  return path;
}

describe('predict', () => {
  it('prints the record of the decision on the last bar', async () => {
    const path = await trained();
    const words = ['--model', path, '--position', 'short', '--json'];
    const { code, stdout } = await runHere(predictCommand, words, { now });
    expect(code).toBe(0);
    const { run, ...record } = JSON.parse(stdout);
    const model = loadModelArtifact(await readFile(path), path, catalogue);
    const decision = decide({ bars, model, features: catalogue, previous: -1 });
    expect(run.data.synthetic).toBe(true);
    expect(record).toMatchObject({
      close: bars.close.at(-1),
      signal: decision.position,
      prob_down: decision.probabilities.down,
      prob_neutral: decision.probabilities.neutral,
      prob_up: decision.probabilities.up,
      features: decision.features,
      model_sha256: model.sha256,
      predicted_at: '2040-01-01T00:00:00Z',
      predicted_class: decision.signal,
      previous_position: -1,
    });
    expect(Date.parse(record.date) - Date.parse(record.bar_time)).toBe(86_400_000);
    expect(Date.parse(record.bar_time) / 1000).toBe(bars.time.at(-1));
  });

  it('from a file of the last bars says the same as from all', async () => {
    const path = await trained();
    const tail = sliceBars(bars, bars.time.length - 720, bars.time.length);
    const file = await writeBars(join(await temporaryFolder(), 'tail.csv'), tail);
    const words = ['--model', path, '--json'];
    const whole = await runHere(predictCommand, words, { now });
    const last = await runHere(predictCommand, [...words, '--source', file], { now });
    expect(last.code).toBe(0);
    expect(JSON.parse(last.stdout).prob_up).toBe(JSON.parse(whole.stdout).prob_up);
  });

  it('leaves out a bar that still forms, by its time and not its place', async () => {
    const path = await trained();
    const opened = bars.time.at(-1)! * 1000;
    const words = ['--model', path, '--json'];
    const forming = await runHere(predictCommand, words, { now: () => opened + 300_000 });
    const closed = await runHere(predictCommand, words, { now: () => opened + 86_400_000 });
    const timeOf = (stdout: string): number => Date.parse(JSON.parse(stdout).bar_time);
    expect(timeOf(forming.stdout)).toBe(opened - 86_400_000);
    expect(forming.stderr).toContain('has not closed yet');
    expect(timeOf(closed.stdout)).toBe(opened);
  });

  it('tells a reader what it decided and of what', async () => {
    const { stdout } = await runHere(predictCommand, ['--model', await trained()], { now });
    expect(stdout).toMatch(/^synthetic sample/);
    expect(stdout).toMatch(/\n(LONG|FLAT|SHORT) for \d{4}-\d\d-\d\d \(predicted (up|neutral|down)/);
    expect(stdout).toMatch(/\n {2}mfi_14 +\d/);
  });

  it('does not use the sample for a model of real bars', async () => {
    const folder = await temporaryFolder();
    const data = await writeBars(join(folder, 'mine.csv'), bars);
    const path = await trained('--data', data);
    const { code, stderr } = await runHere(predictCommand, ['--model', path], { now });
    expect(code).toBe(2);
    expect(stderr).toContain('--source: expected a FILE of bars for a model of mine.csv');
  });

  it('refuses a missing model and one that is none, in one line', async () => {
    const folder = await temporaryFolder();
    const file = await writeBars(join(folder, 'bars.csv'), sliceBars(bars, 0, 100));
    for (const [model, reason] of [
      [join(folder, 'none.bin'), 'no such file (npm run train makes one)'],
      [file, 'expected a walkforest model file (WFOREST2), got another kind of file'],
    ] as const) {
      const { code, stderr } = await runHere(predictCommand, ['--model', model], { now });
      expect(code).toBe(2);
      expect(stderr).toContain(`${model}: `);
      expect(stderr).toContain(reason);
    }
  });

  it('refuses too few bars', async () => {
    const path = await trained();
    const short = sliceBars(bars, 0, 50);
    const file = await writeBars(join(await temporaryFolder(), 'short.csv'), short);
    const words = ['--model', path, '--source', file];
    const { code, stderr } = await runHere(predictCommand, words, { now });
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected at least \d+ bars for the model's features, got 50/);
  });
});
