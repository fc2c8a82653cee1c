import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const THREADS = new URL('../../../dist/engine/pool/forest-threads.js', import.meta.url).href;
/** Of so many pools that were stopped while their threads started, about two took Node down. */
const POOLS = 120;

/** A program that stops pools while their threads load, up to 110 ms after their start. */
const PROGRAM = `
const { createForestThreads } = await import(${JSON.stringify(THREADS)});
for (let i = 0; i < ${POOLS}; i++) {
  const threads = createForestThreads({ workers: 2 });
  await new Promise((done) => setTimeout(done, 20 + (7 * i) % 90));
  await threads.close();
}
process.stdout.write('survived');`;

it('threads that are stopped while they start do not take the process down', async () => {
  const words = ['--input-type=module', '--eval', PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  expect(stdout).toBe('survived');
}, 120_000);
