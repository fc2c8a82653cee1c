/** One invocation of the function in an episode, as a process that meets the day's faults. */

import { credentialSource } from '../../engine/live/kraken/credentials.ts';
import { krakenExchange } from '../../engine/live/kraken/kraken-exchange.ts';
import { liveSettings } from '../../engine/live/live-settings.ts';
import { runDay } from '../../engine/live/run-day.ts';
import type { FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import type { Signal } from '../../engine/trade/positions.ts';
import { fixedDecision, fixedModel } from '../fakes/fixed-decision.ts';
import { drawCallFault, drawLatency, drawnWireFaults, type Unkindness } from './drawn-faults.ts';
import { DAY_MS, isoDate, type Episode } from './episode.ts';
import { startProcess } from './simulated-process.ts';

const BAKED = new Uint8Array(1);
const SECRET_TEXT = JSON.stringify({ apiKey: 'key', apiSecret: 'c2VjcmV0' });

/** The settings of the deployment that the simulation is about. */
export const SETTINGS = liveSettings({
  S3_BUCKET: 'simulation',
  ENABLE_TRADING: 'true',
  KRAKEN_LOOPBACK_URL: 'http://127.0.0.1:1',
});

/** Runs one invocation. Gives whether it succeeded. */
export async function invoke(episode: Episode): Promise<boolean> {
  const { signals, mails, s3 } = episode;
  return await invokeDeployment(episode, {
    bucket: 'simulation',
    s3,
    signal: (date) => signals.get(date)!,
    mail: (subject) => mails.push(subject),
  });
}

/** Runs one invocation of the rival, which wants the opposite. */
export async function invokeRival(episode: Episode, s3: FakeS3): Promise<void> {
  await invokeDeployment(episode, {
    bucket: 'rival',
    s3,
    signal: (date) => -episode.signals.get(date)! as Signal,
    mail: () => {},
  });
}

async function invokeDeployment(
  episode: Episode,
  deployment: {
    readonly bucket: string;
    readonly s3: FakeS3;
    readonly signal: (date: string) => Signal;
    readonly mail: (subject: string) => void;
  },
): Promise<boolean> {
  const { clock, chance, counts, futures, spot, unkindness } = episode;
  const { bucket, s3, mail } = deployment;
  counts.invocations++;
  const today = (): Unkindness => episode.unkindness;
  const met = (): number => counts.faults++;
  const process = startProcess({
    clock,
    crashAt: chance.uniform() < unkindness.crash ? 1 + chance.below(130) : Infinity,
    freezeAt: chance.uniform() < unkindness.freeze ? 1 + chance.below(130) : Infinity,
    freezeMs: 1_000 + chance.below(140_000),
    latency: () => drawLatency(chance, today()),
    exchange: (request) => (request.path.startsWith('/0/') ? spot : futures).service(request),
    wireFaults: drawnWireFaults(chance, today, { now: clock.now, met }),
    callFault: () => {
      const fault = drawCallFault(chance, today());
      if (fault !== undefined) met();
      return fault;
    },
    s3,
    mail,
    secretText: SECRET_TEXT,
  });
  const deadline = clock.now() + SETTINGS.runBudgetSeconds * 1000;
  const http = { fetch: process.fetch, clock: process.clock, random: chance.uniform, deadline };
  const last = { ...http, deadline: deadline + 5_000 };
  const credentials = credentialSource({ read: process.secret, environment: 'demo', pinned: [] });
  const run = runDay({
    ...process,
    deadline,
    exchange: krakenExchange({ http, place: SETTINGS, credentials }),
    lastLook: () => krakenExchange({ http: last, place: SETTINGS, credentials }).futures.position(),
    settings: { ...SETTINGS, s3Bucket: bucket },
    random: chance.uniform,
    loadModel: () => fixedModel(clock.now()),
    bakedModel: BAKED,
    // The decision is for the day after the last closed bar.
    decide: fixedDecision(
      ({ time }) => deployment.signal(isoDate(time.at(-1)! * 1000 + DAY_MS)),
      episode.neutral,
    ),
    run: `run-${counts.invocations}`,
  });
  try {
    const report = await Promise.race([run, process.death]);
    if (report.outcome === 'waiting') counts.waits++;
    return true;
  } catch (error) {
    if ((error as Error).message === 'crashed') counts.crashes++;
    else counts.failures++;
    return false;
  }
}
