import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../lambda/regional-endpoints.ts';

type Params = Parameters<ReturnType<typeof endpointsOf>>[0];

/** What the SDK's own rules say about the same request. */
const SDK = {
  s3: new S3Client({ region: 'x' }).config.endpointProvider,
  sns: new SNSClient({ region: 'x' }).config.endpointProvider,
  secretsmanager: new SecretsManagerClient({ region: 'x' }).config.endpointProvider,
} as const;

const REGIONS = [
  'us-east-1',
  'us-west-2',
  'eu-west-1',
  'eu-central-2',
  'ap-southeast-5',
  'sa-east-1',
  'me-central-1',
  'il-central-1',
  'ca-west-1',
  'af-south-1',
  'mx-central-1',
  'us-gov-west-1',
  'us-gov-east-1',
  'cn-north-1',
  'cn-northwest-1',
  'eusc-de-east-1',
];

function both(service: keyof typeof SDK, params: Params): readonly [unknown, unknown] {
  const shown = ({ url, properties, headers }: ReturnType<(typeof SDK)['s3']>): unknown => {
    return { url: url.href, properties, headers };
  };
  const ours = endpointsOf(service)(params) as ReturnType<(typeof SDK)['s3']>;
  const theirs = SDK[service] as (given: Params) => ReturnType<(typeof SDK)['s3']>;
  return [shown(ours), shown(theirs(params))];
}

describe("the addresses of the services are those of the SDK's own rules", () => {
  it.each(REGIONS)('in %s', (Region) => {
    const plain = { Region, UseFIPS: false, UseDualStack: false };
    for (const service of ['sns', 'secretsmanager'] as const) {
      const [ours, theirs] = both(service, plain);
      expect(ours).toEqual(theirs);
    }
    for (const Bucket of ['walkforest-bucket-1x2y3z4', 'abc', 'with.dots']) {
      const ForcePathStyle = Bucket.includes('.');
      const [ours, theirs] = both('s3', { ...plain, Bucket, ForcePathStyle });
      expect(ours).toEqual(theirs);
    }
  });

  it.each([
    'http://127.0.0.1:4566',
    'http://127.0.0.1:4566/base/',
    'http://[::1]:80',
    'https://s3.example.org',
    'https://s3.example.org/base',
  ])('at the given address %s', (Endpoint) => {
    const given = { Region: 'eu-west-1', Endpoint };
    for (const ForcePathStyle of [false, true]) {
      const [ours, theirs] = both('s3', { ...given, Bucket: 'a-bucket', ForcePathStyle });
      expect(ours).toEqual(theirs);
    }
    for (const service of ['sns', 'secretsmanager'] as const) {
      const [ours, theirs] = both(service, given);
      expect(ours).toEqual(theirs);
    }
  });

  it.each([
    [{ Region: 'us-east-1', Bucket: 'b-1', UseFIPS: true }, 'no FIPS'],
    [{ Region: 'us-east-1', Bucket: 'b-1', UseDualStack: true }, 'no dual stack'],
    [{ Region: 'us-iso-east-1', Bucket: 'b-1' }, 'isolated regions'],
    [{ Region: 'us-east-1', Bucket: 'arn:aws:s3:us-east-1:1:accesspoint/a' }, 'is no ARN'],
    [{ Region: 'us-east-1' }, "expected a bucket's name"],
  ])('and what the function does not need is refused: %o', (params, message) => {
    expect(() => endpointsOf('s3')(params)).toThrow(message);
  });
});
