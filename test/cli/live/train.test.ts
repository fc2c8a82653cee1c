import { catalogue } from '../../../features/catalogue.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trainCommand } from '../../../cli/live/train.ts';
import { syntheticBars } from '../../../data/synthetic.ts';
import { loadModelArtifact } from '../../../engine/live/model/model-artifact.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const FAST = ['--trees', '10', '--features', 'forward_4'];

describe('train', () => {
  it('writes a model that loads, and tells what is in it', async () => {
    const path = join(await temporaryFolder(), 'models', 'toy.bin');
    const { code, stdout } = await runHere(trainCommand, [...FAST, '--out', path, '--json']);
    expect(code).toBe(0);
    const { run, model } = JSON.parse(stdout);
    const bytes = await readFile(path);
    const { header, sha256 } = loadModelArtifact(bytes, path, catalogue);
    const { bars } = syntheticBars('1d');
    expect(run.data.synthetic).toBe(true);
    expect(model).toMatchObject({
      path,
      bytes: bytes.length,
      sha256,
      features: ['ema_ratio_12', 'atr_14', 'log_ret_20d', 'mfi_14'],
      trainedRows: header.trainedRows,
      lastClose: bars.close.at(-1),
      threshold: 0.01,
      neutral: 'hold',
    });
    expect(Date.parse(model.lastBarTime) / 1000).toBe(bars.time.at(-1));
    expect(Date.parse(model.lastTrainTime) / 1000).toBe(bars.time.at(-2));
    expect(header.packageVersion).toBe('1.2.3');
  });

  it('notes that labels are mostly neutral, and names the file that it wrote', async () => {
    const out = join(await temporaryFolder(), 'model.bin');
    const { stderr } = await runHere(trainCommand, [...FAST, '--out', out, '--threshold', '0.2']);
    expect(stderr).toMatch(/^\d+\.\d % of the rows are neutral at --threshold 0\.2: /m);
    expect(stderr).toMatch(/^wrote .*model\.bin, [\d,]+ bytes$/m);
  });

  it('the same options give the same file, another seed another one', async () => {
    const folder = await temporaryFolder();
    const hashOf = async (...words: string[]): Promise<string> => {
      const out = join(folder, 'model.bin');
      const printed = await runHere(trainCommand, [...FAST, '--out', out, '--json', ...words]);
      return JSON.parse(printed.stdout).model.sha256;
    };
    expect(await hashOf()).toBe(await hashOf());
    expect(await hashOf('--seed', '7')).not.toBe(await hashOf());
    expect(await hashOf('--neutral', 'flat')).not.toBe(await hashOf());
  });

  it.each([
    [['--features', 'ema_ratio_13'], 'expected a feature or set, got "ema_ratio_13"'],
    [['--threshold', '1'], '--threshold: expected a number from 0.0001 to 0.4999'],
    [['--data', 'no-such.csv'], 'no-such.csv'],
  ])('refuses %s in one line', async (words, reason) => {
    const { code, stdout, stderr } = await runHere(trainCommand, words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(reason);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
