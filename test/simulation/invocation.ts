/** One invocation of the function in an episode, as a process that meets the day's faults. */

import { credentialSource } from '../../engine/live/kraken/credentials.ts';
import { krakenExchange } from '../../engine/live/kraken/kraken-exchange.ts';
import type { LiveSettings } from '../../engine/live/live-settings.ts';
import { runDay } from '../../engine/live/run-day.ts';
import type { FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import type { Signal } from '../../engine/trade/positions.ts';
import type { LiveWorld, UsableModel } from '../../engine/live/live-world.ts';
import { fixedDecision, fixedModel } from '../fakes/fixed-decision.ts';
import { KEY, SECRET } from '../fakes/made-up-keys.ts';
import { drawCallFault, drawLatency, drawnWireFaults, type Unkindness } from './drawn-faults.ts';
import { settingsOf } from './drawn-plans.ts';
import { DAY_MS, isoDate, type Episode, type SentMail } from './episode.ts';
import { startProcess } from './simulated-process.ts';

const BAKED = new Uint8Array(1);
const SECRET_TEXT = JSON.stringify({ apiKey: KEY, apiSecret: SECRET });
/** Older than MODEL_MAX_AGE_DAYS. */
const STALE_MS = 40 * DAY_MS;

/** Runs one invocation. Gives whether it succeeded. */
export async function invoke(episode: Episode): Promise<boolean> {
  const { mind, mails, alarms, s3, clock, futures, plans } = episode;
  const start = clock.now();
  const plan = plans.get(isoDate(start))!;
  return await invokeDeployment(episode, {
    settings: settingsOf(plan, futures.symbol),
    s3,
    model: () => mind.model(plan.stale === undefined ? start : start - STALE_MS),
    decide: mind.decide,
    mail: (mail) => mails.push(mail),
    alarm: (mail) => alarms.push(mail),
  });
}

/** Runs one invocation of the rival, which wants the opposite. */
export async function invokeRival(episode: Episode, s3: FakeS3): Promise<void> {
  const { mind, plans, clock, futures, neutral } = episode;
  const plan = { ...plans.get(isoDate(clock.now()))!, phase: 'demo', stale: undefined } as const;
  await invokeDeployment(episode, {
    settings: { ...settingsOf(plan, futures.symbol), s3Bucket: 'rival' },
    s3,
    model: () => fixedModel(clock.now(), { lastClose: mind.closeBefore(isoDate(clock.now())) }),
    // The decision is for the day after the last closed bar.
    decide: fixedDecision(
      ({ time }) => -mind.signals.get(isoDate(time.at(-1)! * 1000 + DAY_MS))! as Signal,
      neutral,
    ),
    mail: () => {},
    alarm: () => {},
  });
}

async function invokeDeployment(
  episode: Episode,
  deployment: {
    readonly settings: LiveSettings;
    readonly s3: FakeS3;
    readonly model: () => UsableModel;
    readonly decide: LiveWorld<UsableModel>['decide'];
    readonly mail: (mail: SentMail) => void;
    readonly alarm: (mail: SentMail) => void;
  },
): Promise<boolean> {
  const { clock, chance, counts, futures, spot, unkindness } = episode;
  const { settings, s3, mail, alarm } = deployment;
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
    alarm,
    secretText: SECRET_TEXT,
  });
  const deadline = clock.now() + settings.runBudgetSeconds * 1000;
  const http = { fetch: process.fetch, clock: process.clock, random: chance.uniform, deadline };
  const last = { ...http, deadline: deadline + 5_000 };
  const credentials = credentialSource({
    read: process.secret,
    environment: settings.futuresEnv,
    pinned: settings.liveFingerprints,
  });
  const run = runDay({
    ...process,
    deadline,
    exchange: krakenExchange({ http, place: settings, credentials }),
    lastLook: () => krakenExchange({ http: last, place: settings, credentials }).futures.position(),
    settings,
    random: chance.uniform,
    loadModel: deployment.model,
    bakedModel: BAKED,
    decide: deployment.decide,
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
