import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../cli/temporary-folder.ts';
import { describeCdk } from './cdk-here.ts';

vi.setConfig({ testTimeout: 240_000 });

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The template of a stack, synthesized by the CDK's own command line without a registry. */
async function synthesizedBy(stack: 'lambda' | 'cloud', name: string): Promise<unknown> {
  const out = await temporaryFolder();
  await run('npx', ['cdk', 'synth', '--quiet', '--output', out], {
    cwd: join(ROOT, 'cdk', stack),
    env: { ...process.env, npm_config_offline: 'true' },
  });
  return JSON.parse(await readFile(join(out, `${name}.template.json`), 'utf8'));
}

type Template = { readonly Resources: Readonly<Record<string, object>> };

/** A template without what only the command line adds, and without the hashes of the zips. */
function bare(template: unknown): unknown {
  const text = JSON.stringify(template).replaceAll(/[0-9a-f]{64}\.zip/g, 'HASH.zip');
  const { Resources: resources, ...others } = JSON.parse(text) as Template;
  const withoutPaths = Object.entries(resources).map(([id, resource]) => {
    return [id, { ...resource, Metadata: undefined }];
  });
  return { ...others, Resources: Object.fromEntries(withoutPaths) };
}

describeCdk('npx cdk synth', async () => {
  const { synthesized } = await import('./lambda/synthesis.ts');
  const { template: queue } = await import('./cloud/queue-template.ts');

  it('makes the stack of the function from the zips of lambda:build', async () => {
    await run('npm', ['run', '--silent', 'lambda:build'], { cwd: ROOT });
    const template = await synthesizedBy('lambda', 'Walkforest');
    expect(bare(template)).toEqual(bare(synthesized().toJSON()));
  });

  it('makes the stack of the queue, with the version of the checkout', async () => {
    const template = await synthesizedBy('cloud', 'WalkforestQueue');
    expect(bare(template)).toEqual(bare(queue.toJSON()));
  });
});
