/**
 * One retraining from the environment and the connections of its function, and its mail. There is
 * no key and no account here: the function reads public bars and objects of the bucket.
 */

import { utcDate } from '../engine/core/bar-time.ts';
import { InputError, toError } from '../engine/core/errors.ts';
import type { Target } from '../engine/core/feature-source.ts';
import type { AwsServices } from '../engine/live/edges/aws-edges.ts';
import type { Fetch } from '../engine/live/edges/http.ts';
import type { WallClock } from '../engine/live/edges/wall-clock.ts';
import { krakenDailyBars } from '../engine/live/kraken/kraken-exchange.ts';
import { liveSettings, variableOf, type LiveSettings } from '../engine/live/live-settings.ts';
import { shortName } from '../engine/live/mail-text.ts';
import { retrain, type Retraining, type RetrainWorld } from '../engine/live/retrain/retrain.ts';
import { retrainingFailureMail, retrainingMail } from '../engine/live/retrain/retrain-mail.ts';
import { catalogue } from '../features/catalogue.ts';
import { namedTarget, TARGET_NAMES, type TargetName } from '../features/targets.ts';
import { mailOnAny } from './any-topic.ts';
import { cleanError } from './report-line.ts';

/** What the process of the function gives to one retraining. */
export type RetrainInvocation = {
  readonly clock: WallClock;
  readonly random: () => number;
  readonly fetch: Fetch;
  readonly services: Pick<AwsServices, 'store' | 'publisher'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the function is killed. */
  readonly remainingMs: number;
  readonly packageVersion: string;
};

/** The line of a retraining in the log of its function. */
export type RetrainLine = {
  readonly outcome: Retraining['outcome'];
  readonly date: string;
  readonly model: string;
  readonly bars: number;
  readonly sameClass: number;
};

/** Time that is kept free at the end, to publish and to mail. */
const LAST_WORDS_MS = 20_000;

/**
 * Retrains and mails. A failure is mailed on the topic for alarms.
 * @throws InputError or OutsideError with the reason; no model is published then, unless only the
 *   mail about it could not be sent
 */
export async function retrainAndMail(invocation: RetrainInvocation): Promise<RetrainLine> {
  const { services, env } = invocation;
  const { settings, retraining } = await orMail(invocation, async () => {
    const checked = placeOf(env);
    return { settings: checked, retraining: await retrain(worldOf(invocation, checked)) };
  });
  const { subject, text } = retrainingMail(retraining, {
    pair: settings.spotPair,
    bucket: settings.s3Bucket,
  });
  await services.publisher(settings.snsTopicArn)(subject, text);
  const { outcome, date, new: model, history, compared } = retraining;
  const { sameClass } = compared;
  return { outcome, date, model: model.sha256, bars: history.bars.time.length, sameClass };
}

type Place = LiveSettings & { readonly s3Bucket: string; readonly snsTopicArn: string };

/** @throws InputError for a setting that is missing or out of range */
function placeOf(env: RetrainInvocation['env']): Place {
  const settings = liveSettings(env);
  const { s3Bucket, snsTopicArn } = settings;
  const missing = s3Bucket === undefined ? 's3Bucket' : 'snsTopicArn';
  if (s3Bucket === undefined || snsTopicArn === undefined) {
    throw new InputError(`environment: expected ${variableOf(missing)}, got nothing`);
  }
  return { ...settings, s3Bucket, snsTopicArn };
}

function worldOf(invocation: RetrainInvocation, settings: Place): RetrainWorld {
  const { services, clock, random, fetch, remainingMs, packageVersion } = invocation;
  const deadline = clock.now() + remainingMs - LAST_WORDS_MS;
  return {
    clock,
    deadline,
    settings,
    dailyBars: () => krakenDailyBars({ fetch, clock, random, deadline }, settings),
    store: services.store(settings.s3Bucket),
    features: catalogue,
    target: targetOf,
    packageVersion,
  };
}

function targetOf(name: string, threshold?: number): Target {
  if ((TARGET_NAMES as readonly string[]).includes(name)) {
    return namedTarget(name as TargetName, threshold);
  }
  throw new InputError(`model: expected a target of this version, got "${name}"`);
}

/** The result of `work`. If it fails, that is mailed first. */
async function orMail<T>(invocation: RetrainInvocation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const date = utcDate(Math.floor(invocation.clock.now() / 1000));
    const pair = invocation.env[variableOf('spotPair')];
    const name = pair === undefined || pair === '' ? 'walkforest' : shortName(pair);
    const clean = cleanError(toError(error));
    await mailOnAny(invocation, retrainingFailureMail(name, date, clean.message));
    throw clean;
  }
}
