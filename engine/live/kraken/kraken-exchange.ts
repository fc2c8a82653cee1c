/** Kraken as the exchange of a run: bars of its spot market, orders on its futures market. */

import { DAY_SECONDS } from '../../core/bar-time.ts';
import type { Http } from '../edges/http.ts';
import type { Exchange, FuturesMarket, LatestBars } from '../plan/exchange.ts';
import type { KeyPair } from '../edges/secret.ts';
import { futuresKeyRights, type KeyRights } from './key-rights.ts';
import { createFuturesClient, FUTURES_URLS, type CredentialSource } from './kraken-futures.ts';
import { nonceSource } from './kraken-signing.ts';
import { fetchOhlc, SPOT_URL } from './kraken-spot.ts';

/** The part of the settings that says which exchange, pair and contract. */
export type KrakenPlace = {
  readonly futuresEnv: 'demo' | 'live';
  /** A stand-in for both markets, for tests; undefined for Kraken itself. */
  readonly loopbackUrl: string | undefined;
  readonly spotPair: string;
  readonly futuresSymbol: string;
};

/**
 * The exchange at `place`. Its requests are made with `http`, so they end with the deadline there.
 * @param options.credentials asked only by requests about the futures account
 */
export function krakenExchange(options: {
  readonly http: Http;
  readonly place: KrakenPlace;
  readonly credentials: CredentialSource;
}): Exchange {
  const { http, place, credentials } = options;
  // One source of nonces, because all markets use the same key.
  const nonce = nonceSource(http.clock.now);
  const baseUrl = place.loopbackUrl ?? FUTURES_URLS[place.futuresEnv];
  const futuresOf = (symbol: string): FuturesMarket =>
    createFuturesClient({ http, baseUrl, symbol, credentials, nonce });
  return {
    dailyBars: () => krakenDailyBars(http, place),
    futures: futuresOf(place.futuresSymbol),
    futuresOf,
  };
}

/** The latest daily bars of the spot pair; no credentials are needed. */
export async function krakenDailyBars(
  http: Http,
  place: Pick<KrakenPlace, 'loopbackUrl' | 'spotPair'>,
): Promise<LatestBars> {
  return await fetchOhlc(http, spotUrl(place), place.spotPair, DAY_SECONDS / 60);
}

/** What a key may do at `place`; undefined if the exchange does not tell. */
export async function krakenKeyRights(
  http: Http,
  place: Pick<KrakenPlace, 'loopbackUrl' | 'futuresEnv'>,
  keyPair: KeyPair,
): Promise<KeyRights | undefined> {
  const baseUrl = place.loopbackUrl ?? FUTURES_URLS[place.futuresEnv];
  return await futuresKeyRights({ http, baseUrl, keyPair, nonce: nonceSource(http.clock.now) });
}

/** Address of the spot market. */
export function spotUrl({ loopbackUrl }: Pick<KrakenPlace, 'loopbackUrl'>): string {
  return loopbackUrl ?? SPOT_URL;
}
