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

  it('with a window trains on the last rows alone, and says so in the file', async () => {
    const folder = await temporaryFolder();
    const headerOf = async (...words: string[]) => {
      const path = join(folder, 'model.bin');
      const { code, stderr } = await runHere(trainCommand, [...FAST, '--out', path, ...words]);
      expect(code, stderr).toBe(0);
      return loadModelArtifact(await readFile(path), path, catalogue);
    };
    const { header: whole, sha256 } = await headerOf();
    expect(whole.settings).not.toHaveProperty('window');
    const { header } = await headerOf('--window', '800');
    expect(header).toMatchObject({ trainedRows: 800, lastTrainTime: whole.lastTrainTime });
    expect(header.firstTrainTime).toBe(whole.lastTrainTime - 799 * 86_400);
    expect(header.settings.window).toBe(800);
    const { header: long, sha256: ofAll } = await headerOf('--window', '100000');
    expect(long.trainedRows).toBe(whole.trainedRows);
    expect(ofAll).not.toBe(sha256);
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
