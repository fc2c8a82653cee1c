import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lambdaBuildCommand } from '../../../cli/lambda/lambda-build.ts';
import { lambdaInvokeCommand } from '../../../cli/lambda/lambda-invoke.ts';
import { LOCAL_SECRETS } from '../../../cli/lambda/lambda-site.ts';
import { trainCommand } from '../../../cli/live/train.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const now = Date.now;

async function built(...words: string[]): Promise<string> {
  const zip = join(await temporaryFolder(), 'lambda.zip');
  const { code, stderr } = await runHere(lambdaBuildCommand, ['--out', zip, ...words]);
  expect(stderr).toMatch(/^wrote .*lambda\.zip, [\d,]+ bytes\n$/);
  expect(code).toBe(0);
  return zip;
}

describe('the very zip, in fresh processes', () => {
  it('does two days on paper, one in demo, and killed after its order was sent', async () => {
    const zip = await built();
    const words = ['--local', '--zip', zip];
    const { code, stdout } = await runHere(lambdaInvokeCommand, words, { now });
    expect(code).toBe(0);
    const [, paper, demo, crashed] = stdout.split(/^== .* ==$/m);
    expect(paper).not.toContain('sendorder');
    expect(demo!.match(/sendorder/g)).toHaveLength(1);
    expect(demo).toContain('"outcome":"already done"');
    expect(crashed!.match(/sendorder/g)).toHaveLength(1);
    expect(crashed).toContain('killed');
    const days = [
      [paper, 2],
      [demo, 1],
      [crashed, 1],
    ] as const;
    for (const [scene, count] of days) {
      expect(scene).toContain('\nas expected: ');
      expect(scene!.match(/^mail: /gm)).toHaveLength(count);
    }
    for (const secret of Object.values(LOCAL_SECRETS)) expect(stdout).not.toContain(secret);
  });

  it('uses the model inside the zip where the bucket has none', async () => {
    const model = join(await temporaryFolder(), 'model.bin');
    await runHere(trainCommand, [
      '--trees',
      '30',
      '--neutral',
      'flat',
      '--market',
      'XBTUSD',
      '--out',
      model,
    ]);
    const zip = await built('--model', model);
    const words = ['--local', '--zip', zip, '--mode', 'paper'];
    const { code, stdout } = await runHere(lambdaInvokeCommand, words, { now });
    expect(code).toBe(0);
    expect(stdout).toContain('models/btc_daily_rf.bin.pointer.json');
    expect(stdout).toContain('as expected');
  });

  it('is not built with a model of an unknown market', async () => {
    const model = join(await temporaryFolder(), 'model.bin');
    await runHere(trainCommand, ['--trees', '3', '--out', model]);
    const { code, stderr } = await runHere(lambdaBuildCommand, ['--model', model]);
    expect(code).toBe(2);
    expect(stderr).toContain('expected a model of a known market: train it with --market');
  });

  it('works within 128 MB', async () => {
    const words = ['--local', '--zip', await built(), '--mode', 'demo', '--json'];
    const { stdout } = await runHere(lambdaInvokeCommand, words, { now });
    const [scene] = JSON.parse(stdout).scenes;
    for (const { peakMemoryMb } of scene.invocations) expect(peakMemoryMb).toBeLessThan(128);
  });

  it.each([
    [['--zip', 'none.zip'], 'expected --local'],
    [['--local', '--zip', 'none.zip'], 'none.zip: cannot read it: npm run lambda:build makes it'],
  ])('refuses %s', async (words, reason) => {
    const { code, stderr } = await runHere(lambdaInvokeCommand, words, { now });
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });
});
