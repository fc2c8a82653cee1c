import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleModel } from '../../cli/lambda/sample-model.ts';
import { BAKED_MODEL_FILE, unpackModel } from '../../engine/live/model/baked-model.ts';
import {
  bundleLambda,
  bundleRetraining,
  MAX_CODE_ZIP_BYTES,
  MAX_RETRAIN_ZIP_BYTES,
  type LambdaBundle,
} from '../../cli/lambda/lambda-bundle.ts';

describe('the bundle of the function', () => {
  let bundle: LambdaBundle;
  beforeAll(async () => {
    bundle = await bundleLambda();
  });

  it.each([
    ['Arrow', /apache-arrow|flatbuffers/],
    ['the pool', /piscina|engine\/pool/],
    // The explanation of a decision needs the mean and the deviation of past bars.
    [
      'research code',
      /^(selection|data|cli|bench)\/|engine\/(learn|statistics(?!\/moments)|report)\//,
    ],
    ['the retraining', /train-model|engine\/live\/retrain|walk-forward-kernel/],
    ['tests or stand-ins', /^test\/|stand-ins/],
    ['a schema library', /node_modules\/zod/],
    ['event streams', /submodules\/event-streams/],
    ['a search for credentials', /credential-provider|client-sso|nested-clients/],
    ['a search for settings', /shared-ini-file-loader|InstanceMetadata/],
    ['rules for all addresses of AWS', /endpoint\/bdd|util-endpoints\/(decide|bdd)/],
    ['checksums of bodies', /@aws-sdk\/checksums\/.+\/(crc|flexibleChecksums.*Middleware)/],
    ['classes of errors', /@aws-sdk\/client-[^/]+\/dist-es\/models\/errors/],
    ['what builds it', /esbuild|fflate|aws-cdk/],
  ])('does not contain %s', (_, pattern) => {
    expect(bundle.inputs.filter((path) => pattern.test(path))).toEqual([]);
  });

  it('does not import the process as a module', () => {
    const code = new TextDecoder().decode(unzipSync(bundle.zip)['index.mjs']);
    expect(code).toMatch(/from"node:crypto"/);
    expect(code).not.toMatch(/from"(node:)?process"/);
  });

  it.each(['client-s3', 'client-sns', 'client-secrets-manager'])('has the SDK’s %s', (client) => {
    expect(bundle.inputs.some((path) => path.includes(`@aws-sdk/${client}/`))).toBe(true);
  });

  it('has no serializer of XML or of messages in event streams', () => {
    const code = new TextDecoder().decode(unzipSync(bundle.zip)['index.mjs']);
    expect(code).toContain('the function sends no XML');
    expect(code).not.toMatch(/cannot write struct|formatHeaderValue/);
  });

  it('compiles the functions of the daily run while it starts', () => {
    const code = new TextDecoder().decode(unzipSync(bundle.zip)['index.mjs']);
    expect(code.match(/=\((async )?function/g)!.length).toBeGreaterThan(400);
  });

  it('is small enough to start fast', () => {
    expect(bundle.codeZipBytes).toBeLessThanOrEqual(MAX_CODE_ZIP_BYTES);
    expect(bundle.zip.length).toBe(bundle.codeZipBytes);
  });

  it('stays below 160,000 bytes with a model of 500 trees on four features', async () => {
    const bytes = sampleModel('0', { trees: 500, bins: 256 });
    expect((await bundleLambda(bytes)).zip.length).toBeLessThanOrEqual(160_000);
  });

  it('shows nothing about the machine that built it', () => {
    const code = new TextDecoder().decode(unzipSync(bundle.zip)['index.mjs']);
    expect(code).not.toContain(process.cwd());
    expect(code).not.toContain(tmpdir());
  });

  it('has the same bytes when it is built again', async () => {
    expect((await bundleLambda()).sha256).toBe(bundle.sha256);
  });

  it('has the unchanged model beside the code', async () => {
    const model = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
    const files = unzipSync((await bundleLambda(model)).zip);
    expect(Object.keys(files)).toEqual(['index.mjs', BAKED_MODEL_FILE]);
    expect(Buffer.compare(unpackModel(files[BAKED_MODEL_FILE]!), model)).toBe(0);
    expect(files['index.mjs']).toEqual(unzipSync(bundle.zip)['index.mjs']);
  });

  it('is a module with a handler and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'walkforest-'));
    try {
      const file = join(folder, 'index.mjs');
      await writeFile(file, unzipSync(bundle.zip)['index.mjs']!);
      const module = (await import(file)) as Record<string, unknown>;
      expect(Object.keys(module)).toEqual(['handler']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the bundle of the retraining', () => {
  let bundle: LambdaBundle;
  beforeAll(async () => {
    bundle = await bundleRetraining();
  });

  it.each([
    ['orders', /engine\/live\/(orders|journal)\//],
    ['the futures account', /kraken-futures|futures-answers/],
    ['a client for secrets', /client-secrets-manager/],
    ['research code', /^(selection|data|cli|bench)\/|engine\/(backtest|pool|report)\//],
    ['tests or stand-ins', /^test\/|stand-ins/],
    ['a search for credentials', /credential-provider|client-sso|nested-clients/],
    ['what builds it', /esbuild|fflate|aws-cdk/],
  ])('does not contain %s', (_, pattern) => {
    expect(bundle.inputs.filter((path) => pattern.test(path))).toEqual([]);
  });

  it('has no word with which an order is sent', () => {
    const code = new TextDecoder().decode(unzipSync(bundle.zip)['index.mjs']);
    expect(code).not.toMatch(/sendorder|AddOrder|cancelallorders/);
  });

  it('trains in the kernel', () => {
    expect(bundle.inputs.some((path) => path.includes('walk-forward-kernel-code'))).toBe(true);
  });

  it('is small, and has the same bytes when it is built again', async () => {
    expect(bundle.codeZipBytes).toBeLessThanOrEqual(MAX_RETRAIN_ZIP_BYTES);
    expect((await bundleRetraining()).sha256).toBe(bundle.sha256);
  });
});
