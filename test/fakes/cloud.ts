/** S3, SNS and Secrets Manager for one suite: our own stand-in, or moto if it is installed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AwsPlace } from '../../engine/live/edges/aws-edges.ts';
import { createFakeAws } from '../../cli/stand-ins/fake-aws.ts';
import { createFakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import { startLoopback } from '../../cli/stand-ins/loopback.ts';

export type Cloud = {
  readonly place: AwsPlace;
  readonly bucket: string;
  readonly topicArn: string;
  readonly close: () => Promise<void>;
};

const BUCKET = 'walkforest-test';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** A cloud with a bucket, a topic and a secret `there`; undefined if moto is not installed. */
export async function startCloud(kind: 'the wire fake' | 'moto'): Promise<Cloud | undefined> {
  return kind === 'moto' ? await startMoto() : await startFake();
}

async function startFake(): Promise<Cloud> {
  const aws = createFakeAws(createFakeS3());
  aws.secrets.set('there', 'the text');
  const later = (): never => {
    throw new Error('nothing is late here');
  };
  const { url, close } = await startLoopback(aws.service, () => undefined, later);
  const place = { region: 'us-east-1', endpoint: url, credentials: CREDENTIALS };
  return { place, bucket: BUCKET, topicArn: 'arn:aws:sns:us-east-1:123456789012:t', close };
}

async function startMoto(): Promise<Cloud | undefined> {
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0']);
  const ended = once(server, 'exit').catch(() => {});
  const address = await new Promise<string | undefined>((resolve) => {
    let text = '';
    server.once('error', () => resolve(undefined));
    server.once('exit', () => resolve(undefined));
    server.stderr.on('data', (chunk: Buffer) => {
      text += String(chunk);
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(text);
      if (found !== null) resolve(found[1]);
    });
  });
  if (address === undefined) return undefined;
  const place = { region: 'us-east-1', endpoint: address, credentials: CREDENTIALS };
  const s3 = new S3Client({ ...place, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const secrets = new SecretsManagerClient(place);
  await secrets.send(new CreateSecretCommand({ Name: 'there', SecretString: 'the text' }));
  const topic = await new SNSClient(place).send(new CreateTopicCommand({ Name: 't' }));
  return {
    place,
    bucket: BUCKET,
    topicArn: topic.TopicArn!,
    close: async () => {
      server.kill();
      await ended;
    },
  };
}
