/**
 * Makes the world of one daily run from the function's environment and connections. The settings
 * say which bucket, topic, secret and exchange it uses. The SDK reads its own variables, such as
 * AWS_ENDPOINT_URL, by itself.
 */

import { utcDate } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import { rememberedColumns } from '../engine/core/remembered-columns.ts';
import type { AwsServices } from '../engine/live/edges/aws-edges.ts';
import type { Fetch } from '../engine/live/edges/http.ts';
import { credentialSource } from '../engine/live/kraken/credentials.ts';
import { krakenExchange } from '../engine/live/kraken/kraken-exchange.ts';
import { decide } from '../engine/live/model/decide.ts';
import { explain } from '../engine/live/model/explain.ts';
import {
  LIVE_OPTIONS,
  liveSettings,
  modeOf,
  variableOf,
  type LiveSettings,
} from '../engine/live/live-settings.ts';
import type { LiveWorld } from '../engine/live/live-world.ts';
import { failureMail } from '../engine/live/mail-text.ts';
import { loadModelArtifact, type ModelArtifact } from '../engine/live/model/model-artifact.ts';
import { lookAtPosition, type Look } from '../engine/live/standing-position.ts';
import { catalogue } from '../features/catalogue.ts';
import { mailOnAny } from './any-topic.ts';
import { joinedSeries } from './joined-series.ts';

/** What the process of the function gives to one invocation. */
export type Invocation = Pick<
  LiveWorld<ModelArtifact>,
  'clock' | 'random' | 'run' | 'bakedModel'
> & {
  readonly fetch: Fetch;
  readonly services: AwsServices;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the function is killed. */
  readonly remainingMs: number;
};

/** Time that is kept free at the end, to write the journal and to send the mail. */
const LAST_WORDS_MS = 10_000;

/** The part of it in which the position may still be read. */
const LAST_LOOK_MS = 5_000;

/** The world of `invocation`. @throws InputError for a setting that is missing or out of range */
export function functionWorld(invocation: Invocation): LiveWorld<ModelArtifact> {
  const { services, env, remainingMs, fetch, ...process } = invocation;
  const settings = liveSettings(env);
  const secretName =
    modeOf(settings) === 'paper' ? (settings.secretName ?? '') : required(settings, 'secretName');
  const left = Math.floor((remainingMs - LAST_WORDS_MS) / 1000);
  const runBudgetSeconds = Math.min(settings.runBudgetSeconds, left);
  const { clock, random } = process;
  const deadline = clock.now() + runBudgetSeconds * 1000;
  const credentials = credentialSource({
    read: services.secret(secretName),
    environment: settings.futuresEnv,
    pinned: settings.liveFingerprints,
  });
  const http = { fetch, clock, random, deadline };
  const topicArn = required(settings, 'snsTopicArn');
  const last = { ...http, deadline: deadline + LAST_LOOK_MS };
  const store = services.store(required(settings, 's3Bucket'));
  // The decision and its explanation ask for the same columns.
  const features = rememberedColumns(catalogue);
  return {
    ...process,
    deadline,
    settings: { ...settings, runBudgetSeconds },
    exchange: krakenExchange({ http, place: settings, credentials }),
    store,
    publish: services.publisher(topicArn),
    alarm: services.publisher(settings.alarmTopicArn ?? topicArn),
    lastLook: () => krakenExchange({ http: last, place: settings, credentials }).futures.position(),
    loadModel: (bytes, where) => loadModelArtifact(bytes, where, catalogue),
    joinSeries: (bars, { header }) => {
      const { loopbackUrl } = settings;
      return joinedSeries(bars, header, { store, http, loopbackUrl });
    },
    decide: (situation) => decide({ ...situation, features }),
    explain: (situation, decision) => explain({ ...situation, features }, decision),
  };
}

/**
 * The world of `invocation`, as `functionWorld` gives it. If a setting is wrong, that is mailed
 * first, with the position that stands, because nothing else of the run can mail it: on the topic
 * for alarms, or if that is not possible on the topic for signals. The wrong setting may be one of
 * the two topics.
 * @throws InputError for a setting that is missing or out of range
 */
export async function worldOrMail(invocation: Invocation): Promise<LiveWorld<ModelArtifact>> {
  try {
    return functionWorld(invocation);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const date = utcDate(Math.floor(invocation.clock.now() / 1000));
    const { environment, instrument, look } = await lookWithout(invocation);
    const mail = failureMail({
      name: 'walkforest',
      date,
      stage: 'settings',
      reason: error.message,
      environment,
      instrument,
      look,
      inARow: 1,
      remembered: [],
    });
    await mailOnAny(invocation, mail);
    throw error;
  }
}

/** A look at the position by the settings of the exchange alone; another one is wrong. */
async function lookWithout(invocation: Invocation): Promise<{
  readonly environment: string;
  readonly instrument: string;
  readonly look: Look | undefined;
}> {
  const needed = EXCHANGE_SETTINGS.map((name) => [name, invocation.env[name]] as const);
  const [topic, bucket] = [variableOf('snsTopicArn'), variableOf('s3Bucket')];
  const env = { ...Object.fromEntries(needed), [topic]: NO_TOPIC, [bucket]: 'none' };
  try {
    const world = functionWorld({ ...invocation, env });
    const { futuresEnv: environment, futuresSymbol: instrument } = world.settings;
    return { environment, instrument, look: await lookAtPosition(world) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const look = { failure: error.message };
    return { environment: 'the exchange', instrument: LIVE_OPTIONS.futuresSymbol.default, look };
  }
}

/** A topic of the right form that no mail goes to. */
const NO_TOPIC = 'arn:aws:sns:none:0:none';

const EXCHANGE_SETTINGS = (
  ['secretName', 'futuresEnv', 'futuresSymbol', 'liveFingerprints', 'loopbackUrl'] as const
).map(variableOf);

function required(settings: LiveSettings, name: 's3Bucket' | 'snsTopicArn' | 'secretName'): string {
  const value = settings[name];
  if (value !== undefined) return value;
  throw new InputError(`environment: expected ${variableOf(name)}, got nothing`);
}
