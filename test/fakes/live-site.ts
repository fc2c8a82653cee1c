/**
 * A whole world for the daily run over real sockets: S3, SNS, Secrets Manager and both exchanges on
 * loopback, a clock that jumps, and a decision that the test chooses. Each `run` is one invocation.
 */

import { DAY_SECONDS, utcDate } from '../../engine/core/bar-time.ts';
import type { NeutralPolicy } from '../../engine/trade/positions.ts';
import { runDay, type RunReport } from '../../engine/live/run-day.ts';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
import { credentialSource } from '../../engine/live/kraken/credentials.ts';
import { krakenExchange } from '../../engine/live/kraken/kraken-exchange.ts';
import type { Fetch } from '../../engine/live/edges/http.ts';
import { liveSettings } from '../../engine/live/live-settings.ts';
import type { LiveWorld, UsableModel } from '../../engine/live/live-world.ts';
import { parseSignalLog } from '../../engine/live/journal/signal-log.ts';
import { randomStream } from '../../engine/core/random.ts';
import { createFakeAws, type FakeAws } from '../../cli/stand-ins/fake-aws.ts';
import { createFakeFutures, type FakeFutures } from '../../cli/stand-ins/fake-futures.ts';
import { createFakeS3, type FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import { createFakeSpot, spotRows, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { startLoopback } from '../../cli/stand-ins/loopback.ts';
import { fixedDecision, fixedModel } from './fixed-decision.ts';
import { ACCOUNT_NUMBER, KEY, SECRET } from './made-up-keys.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import type { FaultPlan, WireService } from '../../cli/stand-ins/wire.ts';

export const BUCKET = 'walkforest-test';
const ALARM_TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT_NUMBER}:alarms`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT_NUMBER}:signals`;

export type LiveSite = {
  readonly clock: VirtualClock;
  readonly s3: FakeS3;
  readonly aws: FakeAws;
  readonly spot: FakeSpot;
  readonly futures: FakeFutures;
  /** The faults. A request gets the first one that is for it. */
  faults: FaultPlan[];
  /** The class that the model predicts. */
  signal: -1 | 0 | 1;
  /** The class for the days (UTC) on which it is another. */
  readonly signals: Map<string, -1 | 0 | 1>;
  /** What the model does on neutral. */
  neutral: NeutralPolicy;
  env: Record<string, string>;
  /** Whether the bundle has a model; it is loaded as `fixedModel`. */
  hasBakedModel: boolean;
  /** The `fetch` of the exchange's client. */
  fetch: Fetch;
  /** Parts of the world that the next runs replace. */
  overrides: { -readonly [K in keyof LiveWorld<UsableModel>]?: LiveWorld<UsableModel>[K] };
  readonly run: () => Promise<RunReport>;
  /** Runs once. Gives the error, or undefined if the run succeeded. */
  readonly failure: () => Promise<Error | undefined>;
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  /** Sets the clock to 00:05 of the day that is `days` later, with the bars of that day. */
  readonly nextDay: (days?: number) => void;
  readonly close: () => Promise<void>;
};

/** A site on 2026-03-10, 00:05 UTC, in mode demo, with a model that decides +1. */
export async function startSite(env: Record<string, string> = {}): Promise<LiveSite> {
  const clock = createVirtualClock(Date.parse('2026-03-10T00:05:00Z'));
  const s3 = createFakeS3();
  const aws = createFakeAws(s3);
  const spot = createFakeSpot(clock.now, { key: KEY, secret: SECRET });
  const symbol = env['FUTURES_SYMBOL'] === 'PF_XBTUSD' ? 'PF_XBTUSD' : 'PI_XBTUSD';
  const futures = createFakeFutures(clock.now, [[KEY, SECRET]], symbol);
  aws.secrets.set('kraken', JSON.stringify({ apiKey: KEY, apiSecret: SECRET }));
  const plan: FaultPlan = (request) => {
    for (const fault of site.faults) {
      const found = fault(request);
      if (found === undefined) continue;
      if ('when' in found && found.kind === 'hang') clock.hanging(1);
      if (found.kind === 'late' && found.client === 'hang') clock.hanging(1);
      return found;
    }
    return undefined;
  };
  const exchanges: WireService = (request) =>
    (request.path.startsWith('/0/') ? spot : futures).service(request);
  const cloud = await startLoopback(aws.service, plan, clock.after);
  const market = await startLoopback(exchanges, plan, clock.after);
  const random = randomStream(1);
  let runs = 0;
  const place = {
    region: 'us-east-1',
    endpoint: cloud.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const services = awsServices(place);
  const store = services.store(BUCKET);
  const publish = services.publisher(TOPIC);
  const alarm = services.publisher(ALARM_TOPIC);
  const site: LiveSite = {
    clock,
    s3,
    aws,
    spot,
    futures,
    faults: [],
    signal: 1,
    signals: new Map(),
    neutral: 'flat',
    hasBakedModel: true,
    fetch: jumpingFetch(clock),
    overrides: {},
    env: {
      S3_BUCKET: BUCKET,
      SNS_TOPIC_ARN: TOPIC,
      ENABLE_TRADING: 'true',
      KRAKEN_SECRET_NAME: 'kraken',
      KRAKEN_LOOPBACK_URL: market.url,
      ...env,
    },
    run: async () => {
      const settings = liveSettings(site.env);
      const deadline = clock.now() + settings.runBudgetSeconds * 1000;
      const http = { fetch: site.fetch, clock, random: random.uniform, deadline };
      const last = { ...http, deadline: deadline + 5_000 };
      const credentials = credentialSource({
        read: () => clock.busy(services.secret(settings.secretName!)()),
        environment: settings.futuresEnv,
        pinned: settings.liveFingerprints,
      });
      const world: LiveWorld<UsableModel> = {
        settings,
        clock,
        random: random.uniform,
        deadline,
        exchange: krakenExchange({ http, place: settings, credentials }),
        store: {
          read: (key) => clock.busy(store.read(key)),
          list: (prefix, after) => clock.busy(store.list(prefix, after)),
          write: (key, body, condition) => clock.busy(store.write(key, body, condition)),
        },
        publish: (subject, text) => clock.busy(publish(subject, text)),
        alarm: (subject, text) => clock.busy(alarm(subject, text)),
        lastLook: () =>
          krakenExchange({ http: last, place: settings, credentials }).futures.position(),
        loadModel: () => fixedModel(clock.now()),
        ...(site.hasBakedModel ? { bakedModel: new Uint8Array(1) } : {}),
        decide: fixedDecision(
          ({ time }) => site.signals.get(utcDate(time.at(-1)! + DAY_SECONDS)) ?? site.signal,
          site.neutral,
        ),
        run: `run-${++runs}`,
        ...site.overrides,
      };
      return await runDay(world);
    },
    failure: () => failureOf(site.run),
    log: () => {
      const stored = s3.get(`${BUCKET}/outputs/btc_signals.jsonl`);
      const text = stored === undefined ? '' : new TextDecoder().decode(stored.body);
      return parseSignalLog(text).entries.map(({ record }) => record);
    },
    nextDay: (days = 1) => {
      const midnight = Math.floor(clock.now() / 86_400_000) * 86_400_000;
      clock.goTo(midnight + days * 86_400_000 + 300_000);
      spot.rows = rowsAt(clock.now());
    },
    close: async () => {
      await Promise.all([cloud.close(), market.close()]);
    },
  };
  spot.rows = rowsAt(clock.now());
  return site;
}

/** The error of `run`, or undefined if it succeeded. */
export async function failureOf(run: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Forty closed days at about 60,000, and the day that still forms. */
function rowsAt(ms: number): FakeSpot['rows'] {
  const day = Math.floor(ms / 86_400_000) * 86_400;
  return spotRows(day, 40, (time) => 60_000 + ((time / 86_400) % 7));
}

/** The real `fetch`. The clock stands still until it answers, or until the server lets it hang. */
export function jumpingFetch(clock: VirtualClock): Fetch {
  return async (url, init) => {
    let aborted = false;
    init.signal.addEventListener('abort', () => {
      aborted = true;
    });
    const whole = async (): ReturnType<Fetch> => {
      try {
        const reply = await fetch(url, init);
        const text = await reply.text();
        return { status: reply.status, headers: reply.headers, text: async () => text };
      } finally {
        // The server has marked the request as hanging; this undoes the mark.
        if (aborted) clock.hanging(-1);
      }
    };
    return await clock.busy(whole());
  };
}
