import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { packageVersion } from '../../../data/package-version.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startWalkforest, walkforest } from '../walkforest.ts';
import {
  eventCount,
  eventsHere,
  localVotes,
  LONG,
  poolHere,
  smallProblem,
  SUBSETS,
  workerProcess,
} from './queue-here.ts';
import { describeRedis, killed, redisHere } from './redis-here.ts';

/** Processes start slowly on a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 240_000 });

const LONG_VOTES = localVotes(LONG);

describeRedis('workers in processes of their own', () => {
  it('share the work, and one that is killed in the middle of a task loses nothing', async () => {
    const here = await redisHere();
    const first = await workerProcess(here, 'first');
    const events = await eventsHere(here);
    const active = eventCount(events, 'active', 1);
    const pool = await poolHere(here, { verify: 0.01 });
    const votes = pool.votes(LONG, SUBSETS);
    await active;
    await killed(first.child);
    await workerProcess(here, 'second');
    expect(await votes).toEqual(LONG_VOTES);
    expect(pool.notes.lines.join('\n')).toMatch(/its worker fell silent; the task goes to another/);
    await pool.close();
    expect(pool.notes.lines.at(-1)).toMatch(/tasks by worker: .*second-\w+ \d+; [12] checked here/);
  });

  it('lose nothing if one is stopped past its lock and goes on later', async () => {
    const here = await redisHere();
    const first = await workerProcess(here, 'first');
    const events = await eventsHere(here);
    const active = eventCount(events, 'active', 1);
    const pool = await poolHere(here);
    const votes = pool.votes(LONG, SUBSETS);
    await active;
    first.child.kill('SIGSTOP');
    await workerProcess(here, 'second');
    expect(await votes).toEqual(LONG_VOTES);
    first.child.kill('SIGCONT');
    await first.notes.line(/went to another worker/);
    // It works on, and what it computed too late has changed nothing.
    const other = smallProblem(200, 1);
    expect(await pool.votes(other, SUBSETS)).toEqual(localVotes(other));
    expect(await here.redis.keys('walkforest:dispute:*')).toEqual([]);
  });

  it('go on after Redis was killed and has read its append-only file', async () => {
    const here = await redisHere();
    const events = await eventsHere(here);
    await workerProcess(here, 'first');
    await workerProcess(here, 'second');
    const completed = eventCount(events, 'completed', 2);
    const pool = await poolHere(here);
    const votes = pool.votes(LONG, SUBSETS);
    await completed;
    await here.restart();
    expect(await votes).toEqual(LONG_VOTES);
    expect(pool.notes.lines.join('\n')).toMatch(
      /connection to .* lost .*\n.*connection .* is back/,
    );
  });
});

describeRedis('a command with --queue', () => {
  /** Each seed is one task. */
  const WORDS = [
    'backtest',
    '--features',
    'forward_4',
    '--seeds',
    '1..24',
    '--trees',
    '20',
    '--json',
  ];

  it('gives the bytes of a local run, and goes on where it was killed', async () => {
    const here = await redisHere();
    const queue = ['--queue', `redis://127.0.0.1:${here.port}`];
    const env = { XDG_CACHE_HOME: await temporaryFolder() };
    const local = await walkforest(WORDS, { env: { XDG_CACHE_HOME: await temporaryFolder() } });
    const events = await eventsHere(here);
    await workerProcess(here, 'one');
    const some = eventCount(events, 'completed', 8);
    let completed = 0;
    events.on('completed', () => completed++);
    const child = startWalkforest([...WORDS, ...queue], { env });
    const output = text(child.stdout);
    await some;
    await killed(child);
    expect(await output).toBe('');
    const again = await walkforest([...WORDS, ...queue, '--verify', '0'], { env });
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toBe(local.stdout);
    // The second start asks only for what the first one had not got: no task was done twice.
    expect(completed).toBe(24);
  });

  it('stops at Ctrl-C, and so does a worker', async () => {
    const here = await redisHere();
    const { child: worker } = await workerProcess(here, 'one');
    const child = startWalkforest([...WORDS, '--queue', `redis://127.0.0.1:${here.port}`], {
      env: { XDG_CACHE_HOME: await temporaryFolder() },
    });
    await eventCount(await eventsHere(here), 'completed', 1);
    for (const process of [child, worker]) {
      const exit = once(process, 'exit');
      process.kill('SIGINT');
      expect(await exit).toEqual([130, null]);
    }
    expect(await here.redis.smembers('walkforest:workers')).toEqual([]);
  });

  it('says that the password is wrong, and never shows it', async () => {
    const here = await redisHere('--requirepass', 'right-horse');
    const words = ['--features', 'forward_4', '--trees', '1', '--json'];
    const run = (url: string, env: Readonly<Record<string, string>> = {}) =>
      runHere(backtestCommand, [...words, '--queue', url], { env, version: packageVersion() });
    const wrong = await run(`redis://:wrong-horse@127.0.0.1:${here.port}`);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(`redis://127.0.0.1:${here.port} refuses the user name or the`);
    expect(wrong.stdout + wrong.stderr).not.toContain('horse');
    const none = await run(`redis://127.0.0.1:${here.port}`);
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/asks for a password/);
    const bad = await run(`http://:wrong-horse@127.0.0.1:${here.port}`);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('expected redis://HOST:PORT');
    expect(bad.stdout + bad.stderr).not.toContain('horse');
  });

  it('has the password from the environment, and no result shows it', async () => {
    const here = await redisHere('--requirepass', 'right-horse');
    const env = {
      WALKFOREST_QUEUE_PASSWORD: 'right-horse',
      XDG_CACHE_HOME: await temporaryFolder(),
    };
    const queue = ['--queue', `redis://127.0.0.1:${here.port}`];
    const worker = startWalkforest(['worker', ...queue, '--workers', '1'], { env });
    const [ended, told] = [once(worker, 'exit'), text(worker.stderr)];
    const few = ['--features', 'forward_4', '--trees', '8', '--seeds', '1', '--json'];
    const done = await walkforest(['backtest', ...few, ...queue], { env });
    expect(done.code, done.stderr).toBe(0);
    worker.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(done.stdout + done.stderr + (await told)).not.toContain('horse');
    expect(done.stdout).not.toContain('redis');
  });

  it('says how the packages are installed if they are missing', async () => {
    const script = `
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(
        "export const resolve = (name, context, next) => name === 'bullmq' ? " +
        "Promise.reject(Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' })) " +
        ": next(name, context);"));
      process.argv.splice(1, 0, 'main');
      await import(${JSON.stringify(new URL('../../../dist/cli/main.js', import.meta.url).href)});`;
    const words = ['worker', '--queue', 'redis://127.0.0.1:1'];
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
    );
    const flags = ['--input-type=module', '-e', script, '--', ...words];
    const child = spawn(process.execPath, flags, { env });
    const [told, exit] = [text(child.stderr), once(child, 'exit')];
    expect(await exit).toEqual([2, null]);
    expect(await told).toMatch(/npm install --save-dev "bullmq@\^6\S+" "ioredis@\^6\S+"/);
  });
});
