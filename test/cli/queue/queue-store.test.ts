import { Queue } from 'bullmq';
import { expect, it, vi } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { workerCommand } from '../../../cli/research/worker.ts';
import { packageVersion } from '../../../data/package-version.ts';
import { queueName } from '../../../engine/queue/engine-mark.ts';
import { encodeProblem, sha256Of } from '../../../engine/queue/problem-bytes.ts';
import { KEY_PREFIX } from '../../../engine/queue/queue-keys.ts';
import { taskId, taskText, type QueueTask } from '../../../engine/queue/vote-task.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { walkforest } from '../walkforest.ts';
import {
  ENGINE,
  eventsHere,
  localVotes,
  poolHere,
  smallProblem,
  SUBSETS,
  workerHere,
  workerProcess,
} from './queue-here.ts';
import { describeRedis, redisHere, type RedisHere } from './redis-here.ts';
import { BUCKET, refusal, s3Here, STORE, storeHere } from './s3-here.ts';

/** Processes start slowly on a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 240_000 });

const PROBLEM = smallProblem(40);
const BYTES = encodeProblem(PROBLEM);
const PATH = `${BUCKET}/forests/${sha256Of(BYTES)}.data`;

/** Why the task fails that somebody writes into the queue of `queueStore` in the place of ours. */
async function failureOf(
  here: RedisHere,
  queueStore: string | undefined,
  task: QueueTask,
): Promise<string> {
  const connection = { host: '127.0.0.1', port: here.port };
  const queue = new Queue(queueName(ENGINE, queueStore), { connection, prefix: KEY_PREFIX });
  const events = await eventsHere(here, queueStore);
  const job = await queue.add('grow', taskText(task), { jobId: taskId(task) });
  const failedReason = await job
    .waitUntilFinished(events)
    .then(String, (error: Error) => error.message);
  await queue.close();
  return failedReason;
}

describeRedis('data in a store', () => {
  it('go there and not into Redis, and the votes are those of one forest', async () => {
    const [here, s3] = [await redisHere(), await s3Here()];
    await workerHere(here, { name: 'one', store: storeHere(s3) }).notes.line(/thread/);
    const pool = await poolHere(here, { store: storeHere(s3), verify: 1 });
    expect(await pool.votes(PROBLEM, SUBSETS)).toEqual(localVotes(PROBLEM));
    expect([...s3.objects.keys()]).toEqual([PATH]);
    expect(await here.redis.keys('walkforest:data:*')).toEqual([]);
    // The same worker also takes the tasks of a command without a store.
    const other = smallProblem(40, 1);
    expect(await (await poolHere(here)).votes(other, SUBSETS)).toEqual(localVotes(other));
    // A second command finds the object.
    const again = await poolHere(here, { store: storeHere(s3) });
    await again.votes(smallProblem(41), SUBSETS);
    expect(s3.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });

  it('are waited for if a worker is quicker, and sent again if somebody removes them', async () => {
    const [here, s3] = [await redisHere(), await s3Here()];
    let missing = 3;
    s3.fail(({ method }) =>
      method === 'GET' && missing-- > 0
        ? { kind: 'answer', answer: refusal(404, 'NoSuchKey') }
        : undefined,
    );
    workerHere(here, { name: 'one', store: storeHere(s3) });
    const pool = await poolHere(here, { store: storeHere(s3) });
    expect(await pool.votes(PROBLEM, SUBSETS)).toEqual(localVotes(PROBLEM));
    expect(missing).toBeLessThanOrEqual(0);
    s3.objects.clear();
    const more = smallProblem(41);
    expect(await pool.votes(more, SUBSETS)).toEqual(localVotes(more));
    expect(s3.objects.has(PATH)).toBe(true);
  });

  it('are left to others by a worker without the store, and both say so', async () => {
    const [here, s3] = [await redisHere(), await s3Here()];
    const plain = workerHere(here, { name: 'plain' });
    const elsewhere = storeHere(s3, { store: 's3://other-bucket/forests' });
    const other = workerHere(here, { name: 'other', store: elsewhere });
    for (const { notes } of [plain, other]) await notes.line(/thread/);
    const pool = await poolHere(here, { store: storeHere(s3) });
    const votes = pool.votes(PROBLEM, SUBSETS);
    for (const name of ['plain', 'other']) {
      expect(await pool.notes.line(new RegExp(`worker ${name}-`))).toContain(
        `was not started with --store ${STORE} and does not take these tasks`,
      );
    }
    for (const { notes } of [plain, other]) {
      expect(await notes.line(/leaves the tasks/)).toContain(
        `because their data are in ${STORE}: start this worker with the same --store`,
      );
    }
    await pool.notes.line(/no worker answers yet/);
    workerHere(here, { name: 'right', store: storeHere(s3) });
    expect(await votes).toEqual(localVotes(PROBLEM));
  });

  it('are read by a worker that may not read them only once: it ends, others go on', async () => {
    const [here, s3] = [await redisHere(), await s3Here()];
    let denied = true;
    s3.fail(({ method }) =>
      method === 'GET' && denied
        ? { kind: 'answer', answer: refusal(403, 'AccessDenied') }
        : undefined,
    );
    const poor = workerHere(here, { name: 'poor', store: storeHere(s3) });
    const pool = await poolHere(here, { store: storeHere(s3) });
    const votes = pool.votes(PROBLEM, SUBSETS);
    expect(String(await poor.ended)).toMatch(
      /s3:\/\/\S+\/forests: read .*AccessDenied, status 403: expected the rights s3:GetObject/,
    );
    expect(await here.redis.smembers('walkforest:workers')).toEqual([]);
    denied = false;
    workerHere(here, { name: 'rich', store: storeHere(s3) });
    expect(await votes).toEqual(localVotes(PROBLEM));
    expect(await here.redis.keys('walkforest:failures:*')).toEqual([]);
  });

  it('fail the command if they are not those of their hash, and it says which object', async () => {
    const [here, s3] = [await redisHere(), await s3Here()];
    s3.objects.set(PATH, [{ body: BYTES.subarray(8), etag: '"x"' }]);
    workerHere(here, { name: 'one', store: storeHere(s3) });
    const pool = await poolHere(here, { store: storeHere(s3) });
    const name = `the data ${sha256Of(BYTES).slice(0, 12)}… in ${STORE} do not fit their hash`;
    await expect(pool.votes(PROBLEM, SUBSETS)).rejects.toThrow(`given up after 3 tries: (1) one-`);
    await expect(pool.votes(smallProblem(41), SUBSETS)).rejects.toThrow(
      `${name}: remove that object, and the next start sends it again`,
    );
  });

  it('are never looked for in another place than one that the worker was started for', async () => {
    const [here, s3] = [await redisHere(), await s3Here()];
    const worker = workerHere(here, { name: 'one', store: storeHere(s3) });
    await worker.notes.line(/thread/);
    const range = { treeStart: 0, foldStart: 0, foldEnd: 1 };
    const { settings } = PROBLEM;
    const data = sha256Of(BYTES);
    const task = { engine: ENGINE, data, settings, subsets: [[0]], ...range };
    const foreign = 's3://bucket-of-others/forests';
    const refused = ', got another place, which this worker does not read';
    // Different trees, because each task has an id of its own.
    for (const [treeEnd, queue, store, place] of [
      [1, STORE, foreign, STORE],
      [2, STORE, undefined, STORE],
      [3, undefined, foreign, 'Redis'],
      [4, undefined, STORE, 'Redis'],
    ] as const) {
      const reason = await failureOf(here, queue, { ...task, treeEnd, store });
      expect(reason).toBe(`task: expected data in ${place}${refused}`);
    }
    const path = { ...task, treeEnd: 5, store: STORE, data: `../${data}` };
    expect(await failureOf(here, STORE, path)).toBe('task: expected the hash of its data');
    expect(s3.requests).toEqual([]);
  });
});

describeRedis('--store', () => {
  const WORDS = ['backtest', '--features', 'forward_4', '--seeds', '1..4', '--trees', '10'];

  it('gives the bytes of a local run, and no secret is in any output', async () => {
    const [here, s3] = [await redisHere(), await s3Here()];
    const cache = { XDG_CACHE_HOME: await temporaryFolder() };
    const local = await walkforest([...WORDS, '--json'], { env: cache });
    const words = ['--store', `${STORE}/`];
    const worker = await workerProcess(here, 'one', { words, env: s3.env });
    const queue = ['--queue', `redis://127.0.0.1:${here.port}`, ...words];
    const again = await walkforest([...WORDS, ...queue, '--json'], {
      env: { ...s3.env, XDG_CACHE_HOME: await temporaryFolder() },
    });
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toBe(local.stdout);
    expect(s3.objects.size).toBe(1);
    const told = again.stdout + again.stderr + worker.notes.lines.join('\n');
    expect(told).not.toContain(s3.env['AWS_SECRET_ACCESS_KEY']);
    expect(again.stdout).not.toContain(BUCKET);
  });

  it('of a command that may not write there fails before the work', async () => {
    const [here, s3] = [await redisHere(), await s3Here()];
    s3.fail(({ method }) =>
      method === 'PUT' ? { kind: 'answer', answer: refusal(403, 'AccessDenied') } : undefined,
    );
    const queue = ['--queue', `redis://127.0.0.1:${here.port}`, '--store', STORE];
    const env = { ...s3.env, XDG_CACHE_HOME: await temporaryFolder() };
    const { code, stderr } = await walkforest([...WORDS, ...queue], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/write \w{12}….data: AccessDenied, status 403: .*s3:PutObject/);
    expect(stderr).not.toContain('123456789012');
  });

  it.each(['AWS_REGION', 'AWS_SECRET_ACCESS_KEY'])(
    'says what it needs without %s',
    async (name) => {
      const [here, s3] = [await redisHere(), await s3Here()];
      const queue = ['--queue', `redis://127.0.0.1:${here.port}`, '--store', STORE];
      const nothing = {
        AWS_CONFIG_FILE: '/nonexistent',
        AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
        AWS_EC2_METADATA_DISABLED: 'true',
        [name]: '',
      };
      const env = { ...s3.env, ...nothing, XDG_CACHE_HOME: await temporaryFolder() };
      const { code, stderr } = await walkforest([...WORDS, ...queue], { env });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /look at \w{12}….data: .*: the AWS SDK needs credentials and a region/,
      );
      expect(s3.requests).toEqual([]);
    },
  );

  it('is refused without a queue, and if it is no store', async () => {
    const version = packageVersion();
    const run = (...words: string[]) =>
      runHere(backtestCommand, [...WORDS.slice(1), ...words], { version });
    const alone = await run('--store', STORE);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain('--store: expected --queue with it');
    const words = ['--queue', 'redis://127.0.0.1:1', '--store', 's3://key:secret-word@bucket/a'];
    for (const { code, stdout, stderr } of [
      await run(...words),
      await runHere(workerCommand, words, { version }),
    ]) {
      expect(code).toBe(2);
      expect(stderr).toContain('--store: expected s3://BUCKET/PREFIX');
      expect(stdout + stderr).not.toContain('secret-word');
    }
  });
});
