/**
 * Where the series of the on-chain group come from: one table for `data fetch onchain`, `predict`
 * and the live function, so that all of them ask for the same observations.
 * Must not know: features, files, the bucket.
 */

import { DAY_SECONDS } from '../core/bar-time.ts';
import { ON_CHAIN_SOURCE } from '../core/series.ts';
import { blockchainChart, fearGreed } from './chain-series.ts';
import { binanceFunding, type BinanceRange } from './funding-rates.ts';
import type { Observation } from './observations.ts';
import type { Web } from './web.ts';

/** The source of one series. */
export type OnChainSource = {
  /** The source in messages. */
  readonly title: string;
  /** The regular time from one observation to the next, seconds. */
  readonly periodSeconds: number;
  /** The observations, oldest first. `range` is for a source of several pages; others send all. */
  readonly observe: (web: Web, range: BinanceRange) => Promise<readonly Observation[]>;
};

/** The sources by the names of their series, which are those of their files. */
export const ON_CHAIN_SOURCES: Readonly<Record<string, OnChainSource>> = {
  funding_rate: {
    title: 'Binance BTCUSDT',
    periodSeconds: DAY_SECONDS / 3,
    observe: (web, range) => binanceFunding(web, 'BTCUSDT', range),
  },
  fear_greed: {
    title: 'alternative.me Fear & Greed',
    periodSeconds: DAY_SECONDS,
    observe: fearGreed,
  },
  hash_rate: chart('hash-rate'),
  tx_count: chart('n-transactions'),
};

/** The source of the series `source` of a plan; undefined for a user's own series. */
export function onChainSource(source: string): OnChainSource | undefined {
  const name = source.slice(ON_CHAIN_SOURCE.length);
  const known = source.startsWith(ON_CHAIN_SOURCE) && Object.hasOwn(ON_CHAIN_SOURCES, name);
  return known ? ON_CHAIN_SOURCES[name] : undefined;
}

function chart(name: string): OnChainSource {
  return {
    title: `blockchain.com ${name}`,
    periodSeconds: DAY_SECONDS,
    observe: (web) => blockchainChart(web, name, web.http.clock.now()),
  };
}
