import { describe, expect, it } from 'vitest';
import { storeAddress } from '../../../engine/queue/store-url.ts';

describe('the address of a store', () => {
  it.each([
    ['s3://my-bucket/walk/forest', 'my-bucket', 'walk/forest', 's3://my-bucket/walk/forest'],
    ['s3://my-bucket/walk/', 'my-bucket', 'walk', 's3://my-bucket/walk'],
    ['s3://my.bucket', 'my.bucket', '', 's3://my.bucket'],
    ['s3://my-bucket/', 'my-bucket', '', 's3://my-bucket'],
  ])('%s has its parts, and one form', (url, bucket, prefix, shown) => {
    expect(storeAddress(url)).toEqual({ bucket, prefix, shown });
  });

  it.each([
    'my-bucket',
    'https://my-bucket/secret-word',
    's3://',
    's3://KEY:secret-word@bucket/a',
    's3://Bucket/secret-word',
    's3://bucket//secret-word',
    's3://bucket/../secret-word',
    's3://bucket/./secret-word',
    's3://bucket/a?X-Amz-Signature=secret-word',
    's3://bucket/a b',
    's3://bucket/\u001B[2Jsecret-word',
    `s3://bucket/${'a'.repeat(901)}`,
  ])('is refused without a word of it: %j', (url) => {
    let message = '';
    try {
      storeAddress(url);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toMatch(/^command line: --store: expected s3:\/\/BUCKET\/PREFIX, got /);
    expect(message).not.toContain('secret-word');
    // oxlint-disable-next-line no-control-regex
    expect(message).not.toMatch(/\u001B/);
  });
});
