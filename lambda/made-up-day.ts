/**
 * A made-up day for the rehearsal: a flat demo account, a model of one tree that says up, an empty
 * store in memory, and answers in place of the network. The real code of the day runs on it, with
 * an order that fills. Must not know: the environment, the clock, the network, the SDK's clients.
 */

import { DAY_SECONDS } from '../engine/core/bar-time.ts';
import type { ListedStore, StoredObject } from '../engine/live/edges/object-store.ts';
import type { Fetch } from '../engine/live/edges/http.ts';
import type { WallClock } from '../engine/live/edges/wall-clock.ts';
import type { LiveWorld } from '../engine/live/live-world.ts';
import type { ModelArtifact } from '../engine/live/model/model-artifact.ts';
import { functionWorld } from './function-world.ts';

/** Midnight, unix seconds, and the number of closed bars before it. */
const TODAY = 20_000 * DAY_SECONDS;
const BARS = 60;
const PRICE = 1_000;

/** The world of the made-up day. */
export function madeUpDay(): LiveWorld<ModelArtifact> {
  const clock = jumpingClock((TODAY + 300) * 1000);
  const world = functionWorld({
    env: {
      S3_BUCKET: 'rehearsal',
      SNS_TOPIC_ARN: 'arn:aws:sns:none:0:none',
      ENABLE_TRADING: 'true',
      KRAKEN_SECRET_NAME: 'rehearsal',
    },
    remainingMs: 180_000,
    clock,
    random: () => 0,
    fetch: madeUpExchange(clock),
    services: {
      store: madeUpStore,
      publisher: () => async () => {},
      secret: () => async () => '{"apiKey":"none","apiSecret":"none"}',
    },
    run: 'rehearsal',
    bakedModel: new Uint8Array(),
  });
  return { ...world, loadModel: () => MODEL };
}

function madeUpStore(): ListedStore {
  const objects = new Map<string, StoredObject>();
  return {
    read: async (key) => objects.get(key),
    write: async (key, body) => {
      objects.set(key, { body, etag: key });
      return key;
    },
    list: async () => [],
  };
}

/** A clock that is at `now` (ms). Instead of waiting it jumps, so the day always ends at once. */
function jumpingClock(now: number): WallClock {
  let shown = now;
  return {
    now: () => shown,
    after: (ms, wake) => {
      const timer = setTimeout(() => {
        shown += ms;
        wake();
      });
      return () => clearTimeout(timer);
    },
  };
}

const SYMBOL = 'PI_XBTUSD';

/** Both markets. Each answer has the fields of all answers; a reader takes only its own. */
function madeUpExchange({ now }: WallClock): Fetch {
  const bars = Array.from({ length: BARS + 1 }, (_, i) => {
    const price = PRICE + (i % 7);
    return [TODAY + (i - BARS) * DAY_SECONDS, price, price + 1, price - 1, price, price, 1 + i, 1];
  });
  const serverTime = new Date(now()).toISOString();
  let filled: readonly object[] = [];
  return async (url, { body = '' }) => {
    if (url.endsWith('/sendorder')) {
      const order = Object.fromEntries(new URLSearchParams(body));
      const { side, cliOrdId } = order;
      const size = Number(order['size']);
      filled = [
        { symbol: SYMBOL, side, size, price: PRICE, order_id: '1', cliOrdId, fillTime: serverTime },
      ];
    }
    const spot = url.includes('/0/');
    const answer = {
      error: [],
      result: spot ? { XXBTZUSD: bars, last: TODAY - DAY_SECONDS } : 'success',
      serverTime,
      notifications: [],
      instruments: [
        {
          symbol: SYMBOL,
          type: 'futures_inverse',
          tradeable: true,
          tickSize: 1,
          contractSize: 1,
          contractValueTradePrecision: 0,
          maxPositionSize: 1e6,
          marginLevels: [{ initialMargin: 0.01 }],
        },
      ],
      tickers: [{ symbol: SYMBOL, markPrice: PRICE, fundingRate: 0, suspended: false }],
      accounts: { fi_xbtusd: { auxiliary: { af: 9, pv: 9 }, triggerEstimates: { lt: 0 } } },
      openPositions: filled.map((fill) => ({ ...fill, side: 'long' })),
      openOrders: [],
      fills: filled,
      orders: [],
      sendStatus: { status: 'placed', order_id: '1' },
    };
    const headers = { get: (name: string) => (name === 'date' ? serverTime : null) };
    return { status: 200, headers, text: async () => JSON.stringify(answer) };
  };
}

const FEATURES = ['log_ret_20d', 'mfi_14'];

/** A tree with one split, on the first feature. Both leaves say up. */
const FOREST: ModelArtifact['forest'] = {
  columns: FEATURES,
  edges: FEATURES.map(() => Float64Array.of(0)),
  trees: 1,
  column: Uint8Array.of(0, 255, 255),
  bin: new Uint8Array(3),
  left: Uint32Array.of(1, 0, 0),
  totals: Uint32Array.of(0, 0, 2, 0, 0, 1, 0, 0, 1),
};

/** Only what the day reads: this model is in no file. */
const MODEL = {
  sha256: 'none',
  header: {
    market: 'XBTUSD',
    timeframe: '1d',
    barsPerDay: 1,
    neutral: 'flat',
    features: FEATURES.map((name) => ({ name, range: [-100, 100], anchor: null })),
    lastTrainTime: TODAY - DAY_SECONDS,
    lastBarTime: TODAY - DAY_SECONDS,
    lastClose: PRICE,
  },
  forest: FOREST,
} as unknown as ModelArtifact;
