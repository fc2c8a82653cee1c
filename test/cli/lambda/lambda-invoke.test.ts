import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { lambdaBuildCommand } from '../../../cli/lambda/lambda-build.ts';
import { lambdaInvokeCommand } from '../../../cli/lambda/lambda-invoke.ts';
import { LOCAL_SECRETS } from '../../../cli/lambda/lambda-site.ts';
import { predictCommand } from '../../../cli/live/predict.ts';
import { trainCommand } from '../../../cli/live/train.ts';
import { runHere } from '../run-here.ts';
import { SAMPLE, wave, writeBarsWithRates, writeDaily, writeOnChain } from '../series-files.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const now = Date.now;

async function built(...words: string[]): Promise<string> {
  const zip = join(await temporaryFolder(), 'lambda.zip');
  const { code, stderr } = await runHere(lambdaBuildCommand, ['--out', zip, ...words]);
  expect(stderr).toMatch(
    /^wrote .*lambda\.zip, [\d,]+ bytes\nwrote .*lambda-retrain\.zip, [\d,]+ bytes\n$/,
  );
  expect(code).toBe(0);
  return zip;
}

describe('the very zip, in fresh processes', () => {
  it('does days on paper, in shadow, in demo, one that is killed, and a retraining', async () => {
    const zip = await built();
    const words = ['--local', '--zip', zip];
    const { code, stdout } = await runHere(lambdaInvokeCommand, words, { now });
    expect(code).toBe(0);
    const [, paper, shadow, demo, crashed, retrain] = stdout.split(/^== .* ==$/m);
    expect(paper).not.toContain('sendorder');
    expect(shadow).toContain('/openpositions');
    expect(shadow).not.toContain('sendorder');
    expect(shadow).toMatch(/"action":"SHADOW"[^\n]*"status":"not sent"/);
    expect(demo!.match(/sendorder/g)).toHaveLength(1);
    expect(demo).toContain('"outcome":"already done"');
    expect(crashed!.match(/sendorder/g)).toHaveLength(1);
    expect(crashed).toContain('killed');
    // No request of the retraining goes to the account, and the second event publishes nothing.
    expect(retrain).not.toMatch(/exchange POST|exchange .*derivatives|secretsmanager/);
    expect(retrain!.match(/aws PUT .*pointer\.json/g)).toHaveLength(1);
    expect(retrain).toContain('"outcome":"retrained"');
    expect(retrain).toContain('"outcome":"unchanged"');
    const days = [
      [retrain, 2],
      [paper, 2],
      [shadow, 1],
      [demo, 1],
      [crashed, 1],
    ] as const;
    for (const [scene, count] of days) {
      expect(scene).toContain('\nas expected: ');
      expect(scene!.match(/^mail: /gm)).toHaveLength(count);
    }
    for (const secret of Object.values(LOCAL_SECRETS)) expect(stdout).not.toContain(secret);
  }, 120_000);

  it('kills its process after Ctrl-C, and removes the unzipped function', async () => {
    const folder = await temporaryFolder();
    const [zip, started] = [join(folder, 'lambda.zip'), join(folder, 'started')];
    const code =
      `import { writeFileSync } from 'node:fs';\nexport const handler = () => {\n` +
      `writeFileSync(${JSON.stringify(started)}, import.meta.url);\n` +
      `return new Promise(() => setInterval(() => {}, 1000));\n};\n`;
    await writeFile(zip, zipSync({ 'index.mjs': new TextEncoder().encode(code) }));
    const ctrlC = new AbortController();
    const words = ['--local', '--mode', 'demo', '--zip', zip];
    const ended = runHere(lambdaInvokeCommand, words, { now, signal: ctrlC.signal });
    const url = await vi.waitFor(() => readFile(started, 'utf8'), 30_000);
    ctrlC.abort();
    expect(await ended).toMatchObject({ code: 130, stdout: '' });
    await expect(readFile(new URL(url))).rejects.toThrow('ENOENT');
  });

  it('refuses a file that is no zip, and a zip of something else', async () => {
    const path = join(await temporaryFolder(), 'other.zip');
    const refusal = async (content: Uint8Array): Promise<string> => {
      await writeFile(path, content);
      const { code, stderr } = await runHere(lambdaInvokeCommand, ['--local', '--zip', path]);
      expect(code).toBe(2);
      return stderr;
    };
    const made = 'as npm run lambda:build makes it';
    const expected = `${path}: expected a zip with index.mjs, ${made}, got`;
    expect(await refusal(Buffer.from('bars'))).toBe(
      `lambda:invoke: ${expected} no zip: invalid zip data\n`,
    );
    expect(await refusal(zipSync({ 'notes.txt': Buffer.from('x') }))).toBe(
      `lambda:invoke: ${expected} files notes.txt\n`,
    );
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

  it('retrains 500 trees within a gigabyte', async () => {
    const words = ['--local', '--zip', await built(), '--mode', 'retrain', '--json'];
    const { code, stdout } = await runHere(lambdaInvokeCommand, words, { now });
    expect(code).toBe(0);
    const { scenes } = JSON.parse(stdout);
    expect(scenes).toHaveLength(1);
    expect(scenes[0]).toMatchObject({ mode: 'retrain', asExpected: true, orders: 0, mails: 2 });
    for (const { peakMemoryMb } of scenes[0].invocations) expect(peakMemoryMb).toBeLessThan(1024);
  });

  it.each([
    [['--zip', 'none.zip'], 'expected --local'],
    [['--local', '--zip', 'none.zip'], 'none.zip: cannot read it: npm run lambda:build makes it'],
    [['--local', '--zip', 'none.zip', '--mode', 'retrain'], 'none-retrain.zip: cannot read it'],
  ])('refuses %s', async (words, reason) => {
    const { code, stderr } = await runHere(lambdaInvokeCommand, words, { now });
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });
});

describe('a series, from a file to the decision of the function', () => {
  const FEATURES = 'ema_ratio_12,series:funding,series:funding~mean7,fear_greed_7d';

  it('decides as predict does with the files in the bucket, and refuses without', async () => {
    const folder = await temporaryFolder();
    const [model, zip] = [join(folder, 'model.bin'), await built()];
    const files = [
      '--series',
      await writeDaily('funding', wave),
      '--onchain',
      await writeOnChain(),
    ];
    const options = ['--features', FEATURES, '--trees', '30', '--neutral', 'flat'];
    const known = ['--market', 'XBTUSD', '--out', model, '--series-lag', '0'];
    const trained = await runHere(trainCommand, [...options, ...known, ...files]);
    expect(trained.code, trained.stderr).toBe(0);
    const words = ['--local', '--zip', zip, '--mode', 'paper', '--model', model];
    const { code, stdout, stderr } = await runHere(lambdaInvokeCommand, [...words, ...files], {
      now,
    });
    expect(code, stderr + stdout).toBe(0);
    // The index comes from the stand-in of its source, the user's own series from the bucket.
    expect(stdout).toContain('  source GET /fng/');
    expect(stdout).toContain('/series/funding.csv');
    const [line] = /^ {2}\{"date".*$/m.exec(stdout)!;
    const { features } = JSON.parse(line!);
    const predicted = await runHere(predictCommand, ['--model', model, '--json', ...files], {
      now,
    });
    expect(predicted.code, predicted.stderr).toBe(0);
    const own = JSON.parse(predicted.stdout);
    expect(own.run.inputs).toHaveLength(2);
    for (const name of ['series:funding', 'series:funding~mean7', 'fear_greed_7d']) {
      expect(features[name], name).toBe(own.features[name]);
    }
    for (const command of [predictCommand, lambdaInvokeCommand]) {
      const given = command === predictCommand ? ['--model', model] : words;
      const without = await runHere(command, given, { now });
      expect(without.code).toBe(2);
      expect(without.stderr).toContain(
        'the model needs the series funding: expected --series FILE',
      );
    }
    const baked = join(folder, 'baked.zip');
    const build = await runHere(lambdaBuildCommand, ['--out', baked, '--model', model]);
    expect(build.stderr).toContain('the model needs the object series/funding.csv in the bucket');
    expect(build.stderr).toContain(
      'the function asks alternative.me Fear & Greed if the bucket has no series/onchain/',
    );
  });

  it('is refused for the function if it is a column of the bars', async () => {
    const model = join(await temporaryFolder(), 'model.bin');
    const bars = await writeBarsWithRates();
    const words = ['--features', 'ema_ratio_12,column:rates', '--trees', '5', '--data', bars];
    const trained = await runHere(trainCommand, [...words, '--market', 'XBTUSD', '--out', model]);
    expect(trained.code, trained.stderr).toBe(0);
    const predicted = await runHere(predictCommand, ['--model', model, '--source', bars, '--json']);
    expect(JSON.parse(predicted.stdout).features['column:rates']).toBe(
      wave(SAMPLE.time.length - 1),
    );
    const built = await runHere(lambdaBuildCommand, ['--out', `${model}.zip`, '--model', model]);
    expect(built.code).toBe(2);
    expect(built.stderr).toMatch(/got column:rates: its bars are the exchange's.*--series FILE/);
  });
});
