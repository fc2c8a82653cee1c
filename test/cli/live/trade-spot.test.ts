import { describe, expect, it } from 'vitest';
import { exchangeHere, LIVE_PIN, type ExchangeHere } from '../exchange-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { stopped, trade } from './trade-here.ts';

describe('trade on spot', () => {
  const pin = { KRAKEN_LIVE_FINGERPRINTS: LIVE_PIN };
  const spotWords = '--venue spot --env live --json';

  /** Takes orders into the balances, as the real exchange does. */
  function settling(exchange: ExchangeHere): void {
    const { spot } = exchange;
    exchange.faults = ({ path }) => {
      if (path.endsWith('/Balance')) settleOrders(spot);
      return undefined;
    };
  }

  it('buys what is missing, holds, and sells what is there', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    exchange.spot.balances['ZUSD'] = '5000.0000';
    settling(exchange);
    const bought = await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    expect(bought.code).toBe(0);
    expect(JSON.parse(bought.stdout)).toMatchObject({ action: 'BUY', venue: 'spot' });
    const held = await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    expect(JSON.parse(held.stdout).action).toBe('HOLD');
    const sold = await trade(exchange, folder, `--signal 0 ${spotWords}`, pin);
    expect(JSON.parse(sold.stdout)).toMatchObject({ action: 'SELL', position_after: 0 });
    expect(exchange.spot.orders.map((order) => order['type'])).toEqual(['buy', 'sell']);
    const volumes = exchange.spot.orders.map((order) => order['volume']);
    expect(volumes).toEqual(['0.01666666', '0.01666666']);
  });

  it('buys nothing while the kill switch is on', async () => {
    const exchange = await exchangeHere();
    exchange.spot.balances['ZUSD'] = '5000.0000';
    const folder = await stopped(await temporaryFolder());
    const printed = await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    expect(printed.code).toBe(1);
    expect(JSON.parse(printed.stdout).reasons).toEqual(['the kill switch is on']);
    expect(exchange.spot.orders).toEqual([]);
  });

  it("sends nothing while the exchange's clock is another: deadlines would not hold", async () => {
    const exchange = await exchangeHere();
    exchange.spot.balances['ZUSD'] = '5000.0000';
    exchange.spot.skewMs = -30_000;
    const printed = await trade(exchange, await temporaryFolder(), `--signal 1 ${spotWords}`, pin);
    expect(printed.code).toBe(1);
    expect(JSON.parse(printed.stdout).reasons[0]).toMatch(/^clock and exchange differ by 3\d s/);
    expect(exchange.spot.orders).toEqual([]);
  });

  it('sells a winner that doubled, because the journal says that it is ours', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    exchange.spot.balances['ZUSD'] = '5000.0000';
    settling(exchange);
    await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    const small = `--signal 0 --size-usd 400 ${spotWords}`;
    const elsewhere = await trade(exchange, await temporaryFolder(), small, pin);
    expect(JSON.parse(elsewhere.stdout).reasons[0]).toContain('not known to be ours');
    const { stdout } = await trade(exchange, folder, small, pin);
    expect(JSON.parse(stdout)).toMatchObject({ action: 'SELL', position_after: 0 });
  });

  it('--close sells all, without a price and under the kill switch', async () => {
    const exchange = await exchangeHere();
    exchange.spot.balances['XXBT'] = '2.0000000000';
    settling(exchange);
    const words = '--close --yes --venue spot --env live --json';
    const folder = await stopped(await temporaryFolder());
    const { code, stdout } = await trade(exchange, folder, words, pin);
    expect(JSON.parse(stdout)).toMatchObject({ action: 'SELL', position_after: 0 });
    expect(code).toBe(0);
    expect(exchange.asked.filter((path) => path.endsWith('OHLC'))).toEqual([]);
  });

  it('refuses to sell what it could not have bought, and too few dollars', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    exchange.spot.balances['ZUSD'] = '900.0000';
    const poor = await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    expect(poor.code).toBe(1);
    expect(JSON.parse(poor.stdout).reasons).toEqual(['too few dollars for the target']);
    exchange.spot.balances['XXBT'] = '2.0000000000';
    const strange = await trade(exchange, folder, `--signal 0 ${spotWords}`, pin);
    expect(JSON.parse(strange.stdout).reasons[0]).toContain('not known to be ours');
    expect(exchange.spot.orders).toEqual([]);
  });
});

/** Moves the balances by the orders not yet counted. */
const counted = new WeakMap<object, number>();
function settleOrders(spot: ExchangeHere['spot']): void {
  const done = counted.get(spot) ?? 0;
  for (const order of spot.orders.slice(done)) {
    const volume = Number(order['volume']) * (order['type'] === 'buy' ? 1 : -1);
    spot.balances['XXBT'] = (Number(spot.balances['XXBT']) + volume).toFixed(10);
  }
  counted.set(spot, spot.orders.length);
}
