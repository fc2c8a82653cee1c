/**
 * A real redis-server for a test: on loopback, on a free port, with its files in a folder of its
 * own. Without the program a suite says so and is left out; where the CI runs, that is a failure.
 */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { describe, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';

/** `describe` for suites that need redis-server, and perhaps other programs. */
export function describeRedis(
  name: string,
  body: () => void,
  others: readonly string[] = [],
): void {
  const missing = ['redis-server', ...others].filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  );
  if (missing.length === 0) describe(name, body);
  else if (process.env['CI'] === 'true') {
    it(name, () => {
      throw new Error(`expected ${missing.join()} on this machine (CI=true)`);
    });
  } else it.skip(`${name} (skipped: no ${missing.join()})`, () => {});
}

export type RedisHere = {
  readonly port: number;
  /** A connection for the test's own commands. */
  readonly redis: Redis;
  /** Kills the server in the middle of its work, and starts it again from its append-only file. */
  readonly restart: () => Promise<void>;
};

/** Starts a server for the running test, which writes each command to its append-only file. */
export async function redisHere(...flags: readonly string[]): Promise<RedisHere> {
  const [folder, port] = [await temporaryFolder(), await freePort()];
  const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const start = (): Promise<ChildProcess> =>
    started([...words, '--appendonly', 'yes', '--appendfsync', 'always', ...flags]);
  let server = await start();
  const password = flags[flags.indexOf('--requirepass') + 1];
  const redis = new Redis({
    port,
    host: '127.0.0.1',
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
    ...(flags.includes('--requirepass') ? { password: password! } : {}),
  });
  redis.on('error', () => {
    // The server is being restarted; the connection comes back by itself.
  });
  onTestFinished(async () => {
    redis.disconnect();
    await killed(server);
  });
  return {
    port,
    redis,
    restart: async () => {
      await killed(server);
      server = await start();
    },
  };
}

/** Kills a process and waits for its end. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function started(words: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface(server.stdout)) {
    if (line.includes('Ready to accept connections')) break;
  }
  server.stdout.resume();
  return server;
}

/** A port on loopback that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  return port;
}
