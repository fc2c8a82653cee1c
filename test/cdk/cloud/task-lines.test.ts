import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FETCH_LINE, SCRIPT_LINE, STORE_LINE, WORKER_LINE } from '../../../cdk/cloud/task-lines.ts';
import { QUEUE_PASSWORD } from '../../../engine/queue/queue-options.ts';
import { describeRedis, killed } from '../../cli/queue/redis-here.ts';
import { s3Here, STORE } from '../../cli/queue/s3-here.ts';
import { tlsHere } from '../../cli/queue/tls-here.ts';
import { temporaryFolder } from '../../cli/temporary-folder.ts';
import { exitCode, walkforest } from '../../cli/walkforest.ts';

vi.setConfig({ testTimeout: 240_000 });

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Programs that stand in for npx, which would install packages, and for that of AWS. */
const PROGRAMS = {
  npx: `
    while [ "$1" != -- ] && [ "$1" != -c ]; do shift; done
    [ "$1" = -c ] && exec sh -c "$2"
    shift
    exec "$@"`,
  walkforest: `exec "${process.execPath}" "${join(ROOT, 'dist/cli/main.js')}" "$@"`,
  aws: `
    [ "$1 $2 $3" = "s3 sync --only-show-errors" ] || exit 64
    place() { case "$1" in s3://*) echo "$CLOUD/\${1#s3://}" ;; *) echo "$1" ;; esac; }
    mkdir -p "$(place "$5")" && cp -r "$(place "$4")." "$(place "$5")"`,
};

/** A machine with these programs: runs lines of tasks in a folder, as ECS does. */
async function machine(variables: Readonly<Record<string, string>>) {
  const [programs, cloud, work] = [
    await temporaryFolder(),
    await temporaryFolder(),
    await temporaryFolder(),
  ];
  for (const [name, lines] of Object.entries(PROGRAMS)) {
    const file = `#!/bin/sh\n${lines.replaceAll(/^ {4}/gm, '')}\n`;
    await writeFile(join(programs, name), file, { mode: 0o755 });
  }
  const path = [programs, dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  const env = { PATH: path, HOME: programs, CLOUD: cloud, PACKAGE: 'walkforest', ...variables };
  const start = (line: string) =>
    spawn('sh', ['-c', line], { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = async (line: string) => {
    const child = start(line);
    const exit = exitCode(child);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await exit, output: stdout + stderr };
  };
  return { cloud, start, run };
}

const WORDS = ['backtest', '--features', 'forward_4', '--seeds', '1..4', '--trees', '10', '--json'];

describeRedis(
  'a worker and a command, as their tasks start them',
  () => {
    it('give the bytes of a local run over TLS, from the bucket into the bucket', async () => {
      const password = 'pass-over-tls';
      const { address, certificate } = await tlsHere(password);
      const words = WORDS.join(' ');
      const script = `walkforest ${words} --queue "$QUEUE" > out/result.json\ncp in/a out/`;
      const { cloud, start, run } = await machine({
        QUEUE: address,
        [QUEUE_PASSWORD]: password,
        NODE_EXTRA_CA_CERTS: certificate,
        WORKER_CPU: '2048',
        IDLE_SECONDS: '5',
        BUCKET: 'bucket',
        RUN: 'first',
        COMMAND_HOURS: '1',
        SCRIPT: script,
      });
      await mkdir(join(cloud, 'bucket/in'), { recursive: true });
      await writeFile(join(cloud, 'bucket/in/a'), 'bars');
      const worker = start(WORKER_LINE);
      onTestFinished(() => killed(worker));
      const [said, ended] = [text(worker.stderr), exitCode(worker)];
      for (const line of [FETCH_LINE, SCRIPT_LINE, STORE_LINE]) {
        const { code, output } = await run(line);
        expect(code, output).toBe(0);
        expect(output).not.toContain(password);
      }
      const local = await walkforest(WORDS, { env: { XDG_CACHE_HOME: await temporaryFolder() } });
      const out = join(cloud, 'bucket/out/first');
      expect(await readFile(join(out, 'result.json'), 'utf8')).toBe(local.stdout);
      expect(await readFile(join(out, 'a'), 'utf8')).toBe('bars');
      // Nobody has told it, but there is no more work.
      expect(await ended).toBe(0);
      expect(await said).toMatch(/2 thread\(s\) at rediss:\/\/localhost/);
      expect(await said).not.toContain(password);
    });

    it('send the data through a store, and a worker ends well when its machine goes', async () => {
      const [{ address, certificate }, s3] = [await tlsHere('pass-over-tls'), await s3Here()];
      const { cloud, start, run } = await machine({
        ...s3.env,
        QUEUE: address,
        STORE,
        [QUEUE_PASSWORD]: 'pass-over-tls',
        NODE_EXTRA_CA_CERTS: certificate,
        WORKER_CPU: '1024',
        IDLE_SECONDS: '600',
        BUCKET: 'bucket',
        RUN: 'third',
        COMMAND_HOURS: '1',
        SCRIPT: `walkforest ${WORDS.join(' ')} --queue "$QUEUE" --store "$STORE" > out/result.json`,
      });
      await mkdir(join(cloud, 'bucket/in'), { recursive: true });
      const worker = start(WORKER_LINE);
      onTestFinished(() => killed(worker));
      const [said, ended] = [text(worker.stderr), exitCode(worker)];
      for (const line of [FETCH_LINE, SCRIPT_LINE, STORE_LINE]) {
        const { code, output } = await run(line);
        expect(code, output).toBe(0);
      }
      const local = await walkforest(WORDS, { env: { XDG_CACHE_HOME: await temporaryFolder() } });
      const result = join(cloud, 'bucket/out/third/result.json');
      expect(await readFile(result, 'utf8')).toBe(local.stdout);
      expect(s3.objects.size).toBe(1);
      // The process of the line is the worker itself, so the signal of ECS reaches it.
      worker.kill('SIGTERM');
      expect(await ended).toBe(130);
      expect(await said).toMatch(/^worker: stopped$/m);
    });
  },
  ['openssl'],
);

describe('a script that fails', () => {
  it('fails the task, after what it has written is in the bucket', async () => {
    const { cloud, run } = await machine({
      BUCKET: 'bucket',
      RUN: 'second',
      COMMAND_HOURS: '1',
      SCRIPT: 'echo half > out/part\nfalse\necho whole > out/part',
    });
    await cp(join(ROOT, 'configs'), join(cloud, 'bucket/in'), { recursive: true });
    expect((await run(FETCH_LINE)).code).toBe(0);
    expect((await run(SCRIPT_LINE)).code).toBe(0);
    expect((await run(STORE_LINE)).code).toBe(1);
    expect(await readFile(join(cloud, 'bucket/out/second/part'), 'utf8')).toBe('half\n');
  });

  it('has all its text: quotes, dollars and lines', async () => {
    const { run } = await machine({ COMMAND_HOURS: '1', SCRIPT: `A='x  "y"'\necho "$A" \\$A %s` });
    expect((await run(SCRIPT_LINE)).output).toBe('x  "y" $A %s\n');
  });
});
