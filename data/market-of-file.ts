/** Which market a file of bars is of, by its name. */

import { marketName } from '../engine/core/market-name.ts';

/**
 * The market that the name of a file of bars says, in the exchange's spelling: `XBTUSD` for
 * `KRAKEN_BTCUSD, 1D.csv` and for `XBTUSD_1440.csv`; undefined if the name says none.
 */
export function marketOfFile(name: string): string | undefined {
  // Downloads of charts are named EXCHANGE_MARKET, TIMEFRAME; those of Kraken MARKET_MINUTES.
  const chart = /^[A-Z]+_([A-Z0-9.]+), /.exec(name) ?? /^KRAKEN_([A-Z0-9]+)\b/.exec(name);
  const minutes = /^([A-Z]{5,12})_\d+\b/.exec(name);
  const found = chart?.[1] ?? minutes?.[1];
  return found === undefined ? undefined : marketName(found);
}
