/**
 * A place to run the function on this machine. S3, SNS, Secrets Manager, both exchanges and the
 * sources of series are stand-ins on 127.0.0.1, and every invocation of the unzipped function is a
 * process of its own.
 * Nothing here connects to another machine.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Bars } from '../../engine/core/bars.ts';
import { Cancelled } from '../../engine/core/errors.ts';
import type { Observations } from '../../engine/core/series.ts';
import { accountFingerprint, keyPair } from '../../engine/live/edges/secret.ts';
import { fetchModel, publishModel } from '../../engine/live/model/model-pointer.ts';
import type { InvocationMeasure } from './lambda-process.ts';
import { createFakeAws } from '../stand-ins/fake-aws.ts';
import { createFakeFutures } from '../stand-ins/fake-futures.ts';
import { createFakeS3, fakeStore } from '../stand-ins/fake-s3.ts';
import { createFakeSources, serveOnChain } from '../stand-ins/fake-sources.ts';
import { createFakeSpot, rowsOfBars } from '../stand-ins/fake-spot.ts';
import { startLoopback } from '../stand-ins/loopback.ts';
import type { FaultPlan, WireRequest, WireService } from '../stand-ins/wire.ts';

/** Made-up secrets. A test checks that nothing prints them. */
export const LOCAL_SECRETS = {
  key: 'LocalKeyThatNobodyHas/0123456789',
  secret: Buffer.from('a local secret that nobody has').toString('base64'),
  account: '210987654321',
} as const;

/** The settings of a function that reads the live account and only logs its orders. */
export const SHADOW_SETTINGS = {
  ENABLE_TRADING: 'shadow',
  KRAKEN_FUTURES_ENV: 'live',
  KRAKEN_LIVE_FINGERPRINTS: accountFingerprint(
    'live',
    keyPair(LOCAL_SECRETS.key, LOCAL_SECRETS.secret, 'local'),
  ),
} as const;

const BUCKET = 'local-walkforest';
const MODEL_KEY = 'models/btc_daily_rf.bin';
/** Fear & Greed, the charts, and Binance. */
const PATHS_OF_SOURCES = /^\/(fng|charts|fapi)\//;
export const HISTORY_KEY = 'data/btc_daily_bars.csv';

/** How one invocation ended. */
export type Invoked = {
  /** Undefined if the process was killed. */
  readonly measure: InvocationMeasure | undefined;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type LambdaSite = {
  /** Signed contracts that the exchange really has. */
  readonly position: () => number;
  readonly orders: () => number;
  /** The signal log's lines. */
  readonly log: () => readonly string[];
  /** The SHA-256 of the published model; undefined if there is none. */
  readonly published: () => Promise<string | undefined>;
  readonly mails: readonly { readonly subject: string; readonly text: string }[];
  /** Every request so far: `exchange POST /derivatives/api/v3/sendorder`. */
  readonly requests: readonly string[];
  /**
   * One invocation at the time `at` (ms). It may be killed when the exchange has an order.
   * @throws Cancelled
   */
  readonly invoke: (at: number, killAfterSend: boolean) => Promise<Invoked>;
  readonly close: () => Promise<void>;
};

/** What a site is made of. */
export type SiteOptions = {
  /** Folder of the unzipped function. */
  readonly folder: string;
  readonly bars: Bars;
  readonly model: Uint8Array | undefined;
  /** Further objects of the bucket, by key. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
  /** What the sources of the on-chain series show, by `hash_rate` and the like. */
  readonly onChain?: Readonly<Record<string, Observations>>;
  readonly trading: boolean;
  /** The clock of the machine, ms. */
  readonly machineNow: () => number;
  /** When it is aborted, the running process is killed. */
  readonly signal: AbortSignal;
  /** Settings that differ. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** A site whose exchange shows `bars` and whose bucket has `model`, if there is one. */
export async function startLambdaSite(options: SiteOptions): Promise<LambdaSite> {
  const { folder, bars, model, objects, onChain = {}, trading, machineNow, signal } = options;
  let shift = 0;
  const now = (): number => machineNow() + shift;
  const { key, secret, account } = LOCAL_SECRETS;
  const s3 = createFakeS3();
  const aws = createFakeAws(s3);
  const spot = createFakeSpot(now, { key, secret });
  const futures = createFakeFutures(now, [[key, secret]]);
  aws.secrets.set('kraken', JSON.stringify({ apiKey: key, apiSecret: secret }));
  spot.rows = rowsOfBars(bars);
  futures.book.markPrice = bars.close.at(-1)!;
  const store = fakeStore(s3, BUCKET);
  for (const [key, body] of objects) await store.write(key, body, { ifAbsent: true });
  if (model !== undefined) await publishModel(store, MODEL_KEY, model, now());
  const requests: string[] = [];
  let killed = (): void => {};
  let killAfterSend = false;
  const plan: FaultPlan = (request) => {
    if (!killAfterSend || !request.path.endsWith('/sendorder')) return undefined;
    setImmediate(() => killed());
    return { kind: 'hang', when: 'after' };
  };
  const noted =
    (name: string, service: WireService): WireService =>
    (request) => {
      requests.push(`${name} ${request.method} ${whatOf(request)}`);
      return service(request);
    };
  const sources = createFakeSources(now);
  serveOnChain(sources, onChain);
  const outside: WireService = (request) => {
    const { path } = request;
    if (PATHS_OF_SOURCES.test(path)) return noted('source', sources.service)(request);
    const exchange = path.startsWith('/0/') ? spot : futures;
    return noted('exchange', exchange.service)(request);
  };
  const later = (ms: number, work: () => void): unknown => setTimeout(work, ms);
  const cloud = await startLoopback(noted('aws', aws.service), plan, later);
  const market = await startLoopback(outside, plan, later);
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: cloud.url,
    S3_BUCKET: BUCKET,
    S3_MODEL_KEY: MODEL_KEY,
    S3_HISTORY_KEY: HISTORY_KEY,
    SNS_TOPIC_ARN: `arn:aws:sns:us-east-1:${account}:signals`,
    ENABLE_TRADING: String(trading),
    KRAKEN_FUTURES_ENV: 'demo',
    KRAKEN_SECRET_NAME: 'kraken',
    KRAKEN_LOOPBACK_URL: market.url,
    ...options.settings,
  };
  return {
    position: futures.book.position,
    orders: () => futures.sends.filter(({ status }) => status === 'placed').length,
    log: () => linesOf(s3.get(`${BUCKET}/outputs/btc_signals.jsonl`)?.body),
    published: async () => (await fetchModel(store, MODEL_KEY))?.sha256,
    mails: aws.mails,
    requests,
    invoke: async (at, kill) => {
      shift = at - machineNow();
      killAfterSend = kill;
      if (signal.aborted) throw new Cancelled();
      const process = startFunction(folder, shift, env);
      killed = process.kill;
      signal.addEventListener('abort', killed);
      const invoked = await process.ended;
      signal.removeEventListener('abort', killed);
      if (signal.aborted) throw new Cancelled();
      return invoked;
    },
    close: async () => {
      await Promise.all([cloud.close(), market.close()]);
    },
  };
}

function startFunction(
  folder: string,
  shift: number,
  env: Readonly<Record<string, string>>,
): { readonly kill: () => void; readonly ended: Promise<Invoked> } {
  // Hides the SDK's warning about this machine's version of Node, which is not Lambda's.
  const words = ['--no-warnings', processFile(import.meta.url), folder, String(shift)];
  const child = spawn(process.execPath, words, {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let measure: InvocationMeasure | undefined;
  child.on('message', (message) => {
    measure = message as InvocationMeasure;
  });
  const exit = once(child, 'exit');
  const ended = async (): Promise<Invoked> => {
    const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    const [exitCode] = (await exit) as [number | null];
    return { measure, exitCode, stdout, stderr };
  };
  return { kill: () => child.kill('SIGKILL'), ended: ended() };
}

/** The compiled process file, also if this file itself runs as source. */
function processFile(here: string): string {
  const file = here.endsWith('.ts')
    ? '../../dist/cli/lambda/lambda-process.js'
    : './lambda-process.js';
  return fileURLToPath(new URL(file, here));
}

/** What a request is about: an object, an operation of the SDK, or a path. */
function whatOf(request: WireRequest): string {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return target;
  if (request.path === '/') return 'sns Publish';
  const prefix = request.query.get('prefix');
  return prefix === null ? request.path : `${request.path} (list of ${prefix})`;
}

function linesOf(body: Uint8Array | undefined): readonly string[] {
  const lines = new TextDecoder().decode(body).split('\n');
  return lines.filter((line) => line !== '');
}
