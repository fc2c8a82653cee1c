import { describe, expect, it } from 'vitest';
import { marketOfFile } from '../../data/market-of-file.ts';

describe('the market in the name of a file', () => {
  it.each([
    ['KRAKEN_BTCUSD, 1D.csv', 'XBTUSD'],
    ['KRAKEN_ETHUSD, 240.csv', 'ETHUSD'],
    ['KRAKEN_ETHUSD.csv', 'ETHUSD'],
    ['BITSTAMP_BTCUSD, 1D.csv', 'XBTUSD'],
    ['BATS_SPY, 1D.csv', 'SPY'],
    ['XBTUSD_1440.csv', 'XBTUSD'],
    ['XBTUSD_1440.parquet', 'XBTUSD'],
    ['ETHUSD_240.csv', 'ETHUSD'],
  ])('%s is of %s', (name, market) => {
    expect(marketOfFile(name)).toBe(market);
  });

  it.each(['btc.csv', 'bars.csv', 'BTC.csv', 'synthetic sample', 'my_XBTUSD_1440.csv', ''])(
    '%s says none',
    (name) => {
      expect(marketOfFile(name)).toBeUndefined();
    },
  );
});
