import { expect, it } from 'vitest';
import { marketName } from '../../../engine/core/market-name.ts';

it.each([
  ['BTCUSD', 'XBTUSD'],
  ['xbtusd', 'XBTUSD'],
  ['XXBTZUSD', 'XBTUSD'],
  ['XBT/USD', 'XBTUSD'],
  ['XETHZEUR', 'ETHEUR'],
  ['BRK.B', 'BRK.B'],
])('%s is spelled %s', (text, name) => {
  expect(marketName(text)).toBe(name);
});
