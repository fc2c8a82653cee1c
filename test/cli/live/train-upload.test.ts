import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsServices } from '../../../engine/live/edges/aws-edges.ts';
import { fetchModel } from '../../../engine/live/model/model-pointer.ts';
import { startCloud, type Cloud } from '../../fakes/cloud.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { walkforest } from '../walkforest.ts';

const KEY = 'models/btc_daily_rf.bin';

describe.each(['the wire fake', 'moto'] as const)('train --upload-s3 on %s', (kind) => {
  let cloud: Cloud | undefined;
  beforeAll(async () => {
    cloud = await startCloud(kind);
  });
  afterAll(() => cloud?.close());

  it('points to each model in turn, and back by one command', async (context) => {
    if (cloud === undefined) return context.skip('moto_server is not installed');
    const { place, bucket } = cloud;
    const env = {
      AWS_ENDPOINT_URL: place.endpoint!,
      AWS_REGION: place.region!,
      AWS_ACCESS_KEY_ID: place.credentials!.accessKeyId,
      AWS_SECRET_ACCESS_KEY: place.credentials!.secretAccessKey,
    };
    const out = join(await temporaryFolder(), 'model.bin');
    const train = async (...words: string[]) => {
      const all = ['train', '--upload-s3', bucket, '--json', ...words];
      const printed = await walkforest(all, { env });
      const { model } = printed.code === 0 ? JSON.parse(printed.stdout) : { model: undefined };
      return { ...printed, model };
    };
    const pointed = async () => (await fetchModel(awsServices(place).store(bucket), KEY))?.sha256;
    const one = await train('--trees', '5', '--out', out);
    expect(one.model.uploaded).toEqual({ bucket, key: KEY });
    expect(await pointed()).toBe(one.model.sha256);
    const two = await train('--trees', '6', '--out', out);
    expect(await pointed()).toBe(two.model.sha256);
    const back = await train('--rollback');
    expect(back.model).toEqual({ bucket, key: KEY, sha256: one.model.sha256 });
    expect(await pointed()).toBe(one.model.sha256);
    const none = await train('--rollback');
    expect(none.code).toBe(1);
    expect(none.stderr).toContain(`${bucket}: ${KEY}.pointer.json: no earlier model`);
  });
});

it('--rollback without a bucket is refused', async () => {
  const { code, stderr } = await walkforest(['train', '--rollback']);
  expect(code).toBe(2);
  expect(stderr).toContain('--rollback: expected --upload-s3 BUCKET with it');
});
