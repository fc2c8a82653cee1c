/**
 * Makes the world of one daily run from the function's environment and connections. The settings
 * say which bucket, topic, secret and exchange it uses. The SDK reads its own variables, such as
 * AWS_ENDPOINT_URL, by itself.
 */

import { utcDate } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import type { AwsServices } from '../engine/live/edges/aws-edges.ts';
import type { Fetch } from '../engine/live/edges/http.ts';
import { credentialSource } from '../engine/live/kraken/credentials.ts';
import { krakenExchange } from '../engine/live/kraken/kraken-exchange.ts';
import { decide } from '../engine/live/model/decide.ts';
import {
  liveSettings,
  modeOf,
  variableOf,
  type LiveSettings,
} from '../engine/live/live-settings.ts';
import type { LiveWorld } from '../engine/live/live-world.ts';
import { failureMail } from '../engine/live/mail-text.ts';
import { loadModelArtifact, type ModelArtifact } from '../engine/live/model/model-artifact.ts';
import { catalogue } from '../features/catalogue.ts';

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

/** The world of `invocation`. @throws InputError for a setting that is missing or out of range */
export function functionWorld(invocation: Invocation): LiveWorld<ModelArtifact> {
  const { services, env, remainingMs, fetch, ...process } = invocation;
  const settings = liveSettings(env);
  const secretName = modeOf(settings) === 'paper' ? '' : required(settings, 'secretName');
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
  return {
    ...process,
    deadline,
    settings: { ...settings, runBudgetSeconds },
    exchange: krakenExchange({ http, place: settings, credentials }),
    store: services.store(required(settings, 's3Bucket')),
    publish: services.publisher(required(settings, 'snsTopicArn')),
    loadModel: (bytes, where) => loadModelArtifact(bytes, where, catalogue),
    decide: (situation) => decide({ ...situation, features: catalogue }),
  };
}

/**
 * The world of `invocation`, as `functionWorld` gives it. If a setting is wrong, that is mailed
 * first, because nothing else of the run can mail it.
 * @throws InputError for a setting that is missing or out of range
 */
export async function worldOrMail(invocation: Invocation): Promise<LiveWorld<ModelArtifact>> {
  try {
    return functionWorld(invocation);
  } catch (error) {
    const topic = invocation.env[variableOf('snsTopicArn')];
    if (!(error instanceof InputError) || topic === undefined || topic === '') throw error;
    const date = utcDate(Math.floor(invocation.clock.now() / 1000));
    const { subject, text } = failureMail(date, 'settings', error.message);
    // If the mail fails too, the alarm for a failed run still comes.
    await invocation.services
      .publisher(topic)(subject, text)
      .catch(() => {});
    throw error;
  }
}

function required(settings: LiveSettings, name: 's3Bucket' | 'snsTopicArn' | 'secretName'): string {
  const value = settings[name];
  if (value !== undefined) return value;
  throw new InputError(`environment: expected ${variableOf(name)}, got nothing`);
}
