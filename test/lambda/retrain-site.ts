/**
 * A whole world for the retraining over real sockets: S3, SNS and the spot exchange on loopback, a
 * clock that jumps, and a bucket with a model and its bars, as `train --upload-s3` leaves them.
 */

import { sampleBars } from '../../data/sample-bars.ts';
import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
import { textOf, type ObjectStore } from '../../engine/live/edges/object-store.ts';
import { fetchModel, publishModel } from '../../engine/live/model/model-pointer.ts';
import { trainModel, type ModelPlan } from '../../engine/live/model/train-model.ts';
import { historyBytes } from '../../engine/live/retrain/bar-history.ts';
import { createFakeAws, type FakeAws } from '../../cli/stand-ins/fake-aws.ts';
import { createFakeS3, fakeStore } from '../../cli/stand-ins/fake-s3.ts';
import { createFakeSpot, rowsOfBars, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { startLoopback } from '../../cli/stand-ins/loopback.ts';
import type { FaultPlan } from '../../cli/stand-ins/wire.ts';
import { retrainAndMail, type RetrainLine } from '../../lambda/retrain-and-mail.ts';
import { TOY_PLAN } from '../engine/live/toy-model.ts';
import { failureOf, jumpingFetch } from '../fakes/live-site.ts';
import { ACCOUNT_NUMBER, KEY, SECRET } from '../fakes/made-up-keys.ts';
import { createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';

const BUCKET = 'walkforest-test';
export const MODEL_KEY = 'models/btc_daily_rf.bin';
export const HISTORY_KEY = 'data/btc_daily_bars.csv';
/** How many bars the exchange has that the model does not know. */
export const NEW_BARS = 7;

/** Bars enough for the plan, and few enough for a fast fit. */
const BARS = 1_500;
const PLAN: ModelPlan = { ...TOY_PLAN, settings: { ...TOY_PLAN.settings, trees: 60 } };

export type RetrainSite = {
  readonly clock: VirtualClock;
  readonly aws: FakeAws;
  readonly spot: FakeSpot;
  readonly store: ObjectStore;
  /** All closed bars of the exchange, up to yesterday. */
  readonly bars: Bars;
  readonly env: Record<string, string>;
  /** The faults. A request gets the first one that is for it. */
  faults: FaultPlan[];
  /** Every request: `GET /walkforest-test/models/…`. */
  readonly requests: string[];
  readonly run: () => Promise<RetrainLine>;
  /** Runs once. Gives the error, or undefined if the run succeeded. */
  readonly failure: () => Promise<Error | undefined>;
  /** Publishes a model of the bars without the last `NEW_BARS`, as it would be with this plan. */
  readonly publish: (plan?: Partial<ModelPlan>, synthetic?: boolean) => Promise<string>;
  /** The hash of the published model. */
  readonly published: () => Promise<string>;
  /** The file of the history. */
  readonly historyText: () => Promise<string>;
  /** Makes `bars` the history. */
  readonly keep: (bars: Bars) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A site on Sunday 2026-03-15, 12:00 UTC. */
export async function startRetrainSite(): Promise<RetrainSite> {
  const clock = createVirtualClock(Date.parse('2026-03-15T12:00:00Z'));
  const s3 = createFakeS3();
  const aws = createFakeAws(s3);
  const spot = createFakeSpot(clock.now, { key: KEY, secret: SECRET });
  const bars = barsUntilYesterday(clock.now());
  spot.rows = rowsOfBars(bars);
  const requests: string[] = [];
  const plan: FaultPlan = (request) => {
    requests.push(`${request.method} ${request.path}`);
    for (const fault of site.faults) {
      const found = fault(request);
      if (found === undefined) continue;
      if (found.kind === 'hang') clock.hanging(1);
      return found;
    }
    return undefined;
  };
  const cloud = await startLoopback(aws.service, plan, clock.after);
  const market = await startLoopback(spot.service, plan, clock.after);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const services = awsServices({ region: 'us-east-1', endpoint: cloud.url, credentials });
  const store = fakeStore(s3, BUCKET);
  const known = sliceBars(bars, 0, bars.time.length - NEW_BARS);
  const site: RetrainSite = {
    clock,
    aws,
    spot,
    store,
    bars,
    env: {
      S3_BUCKET: BUCKET,
      SNS_TOPIC_ARN: `arn:aws:sns:us-east-1:${ACCOUNT_NUMBER}:signals`,
      ALARM_TOPIC_ARN: `arn:aws:sns:us-east-1:${ACCOUNT_NUMBER}:alarms`,
      SPOT_PAIR: 'XBTUSD',
      KRAKEN_LOOPBACK_URL: market.url,
    },
    faults: [],
    requests,
    run: () =>
      retrainAndMail({
        clock,
        random: () => 0.5,
        fetch: jumpingFetch(clock),
        services,
        env: site.env,
        remainingMs: 300_000,
        packageVersion: '1.2.3',
      }),
    failure: () => failureOf(site.run),
    publish: async (change = {}, synthetic = false) => {
      const source = { name: 'KRAKEN_BTCUSD, 1D.csv', sha256: '00', synthetic };
      const { bytes } = trainModel(known, source, { ...PLAN, ...change });
      return await publishModel(store, MODEL_KEY, bytes, clock.now() - DAY_SECONDS * 7_000);
    },
    published: async () => (await fetchModel(store, MODEL_KEY))!.sha256,
    historyText: async () => textOf((await store.read(HISTORY_KEY))!),
    keep: async (kept) => {
      await store.write(HISTORY_KEY, historyBytes(kept), { ifAbsent: true });
    },
    close: async () => {
      await Promise.all([cloud.close(), market.close()]);
    },
  };
  await site.publish();
  await site.keep(known);
  return site;
}

function barsUntilYesterday(nowMs: number): Bars {
  const sample = sampleBars('1d', 3);
  const bars = sliceBars(sample, sample.time.length - BARS, sample.time.length);
  const yesterday = Math.floor(nowMs / 86_400_000) * DAY_SECONDS - DAY_SECONDS;
  const shift = yesterday - bars.time.at(-1)!;
  return { ...bars, time: bars.time.map((time) => time + shift) };
}
