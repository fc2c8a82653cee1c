import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLambda } from '../../cli/lambda/lambda-bundle.ts';
import { LOCAL_SECRETS, startLambdaSite } from '../../cli/lambda/lambda-site.ts';
import { sampleModel } from '../../cli/lambda/sample-model.ts';
import { syntheticBars } from '../../data/synthetic.ts';

const { bars } = syntheticBars('1d');
const yesterday = bars.time.at(-1)!;
const at = (yesterday + 86_400 + 300) * 1000;

const { signal } = new AbortController();

describe('a run of the function that fails', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'walkforest-'));
    const { zip } = await bundleLambda();
    await writeFile(join(folder, 'index.mjs'), unzipSync(zip)['index.mjs']!);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    [
      'without a model',
      undefined,
      at,
      'OutsideError: model: expected one at models/btc_daily_rf.bin, got none',
    ],
    [
      'with a model that is damaged',
      new Uint8Array(100),
      at,
      'InputError: models/btc_daily_rf.bin: expected a walkforest model file',
    ],
    [
      'with a model that is too old',
      sampleModel('0'),
      at + 40 * 86_400_000,
      'OutsideError: model .* expected an age of 0 to 30 days, got 41',
    ],
  ])('%s mails the reason, writes one line with it and throws', async (_, model, when, reason) => {
    const machineNow = Date.now;
    const site = await startLambdaSite({
      folder,
      bars,
      model,
      objects: new Map(),
      trading: true,
      machineNow,
      signal,
    });
    try {
      const { exitCode, stdout, stderr } = await site.invoke(when, false);
      expect(exitCode).toBe(1);
      const [line, ...rest] = stdout.trimEnd().split('\n');
      expect(rest).toEqual([]);
      expect(JSON.parse(line!)).toMatchObject({ outcome: 'failed' });
      expect(JSON.parse(line!).reason).toMatch(new RegExp(reason));
      expect(site.mails.map(({ subject }) => subject)).toEqual([
        expect.stringMatching(/^BTC run FAILED at decide \d{4}-\d\d-\d\d: no position$/),
      ]);
      expect(site.log()).toEqual([]);
      expect(site.orders()).toBe(0);
      const said = stdout + stderr + JSON.stringify(site.mails);
      for (const secret of Object.values(LOCAL_SECRETS)) expect(said).not.toContain(secret);
    } finally {
      await site.close();
    }
  });

  const alarms = `arn:aws:sns:us-east-1:${LOCAL_SECRETS.account}:alarms`;
  it.each([
    [{ POSITION_SIZE_USD: '0x10' }, 'POSITION_SIZE_USD: expected a number from 1 to 10000000 USD'],
    [{ SNS_TOPIC_ARN: 'signals', ALARM_TOPIC_ARN: alarms }, 'SNS_TOPIC_ARN: expected arn:aws:sns:'],
    [{ ALARM_TOPIC_ARN: 'alarms' }, 'ALARM_TOPIC_ARN: expected arn:aws:sns:'],
  ])('with the setting %o mails the reason and sends no order', async (settings, reason) => {
    const given = { folder, bars, model: sampleModel('0'), objects: new Map(), trading: true };
    const site = await startLambdaSite({ ...given, machineNow: Date.now, signal, settings });
    try {
      const { exitCode, stdout } = await site.invoke(at, false);
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout).reason).toContain(reason);
      expect(site.mails).toHaveLength(1);
      expect(site.mails[0]!.subject).toMatch(
        /^walkforest run FAILED at settings \d{4}-\d\d-\d\d: no position$/,
      );
      expect(site.mails[0]!.text).toContain(reason);
      expect(site.orders()).toBe(0);
    } finally {
      await site.close();
    }
  });
});
