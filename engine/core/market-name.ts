/**
 * Names of markets. A model carries the market of its bars, so that it never decides on another.
 * One market has several spellings: `BTCUSD`, `XBTUSD` and `XXBTZUSD` are the same.
 */

/** The one spelling of a market: capital letters, `XBT` for bitcoin, no X or Z of the currency. */
export function marketName(text: string): string {
  const plain = text.toUpperCase().replaceAll(/[^A-Z0-9.]/g, '');
  const long = /^X([A-Z]{3})Z([A-Z]{3})$/.exec(plain);
  return (long === null ? plain : `${long[1]}${long[2]}`).replace(/^BTC/, 'XBT');
}
