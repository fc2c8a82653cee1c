import { describe, expect, it } from 'vitest';
import { jsonAnswer } from '../../../cli/stand-ins/wire.ts';
import { exchangeHere, LIVE_PIN } from '../exchange-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { stopped, trade } from './trade-here.ts';

describe('trade on spot', () => {
  const pin = { KRAKEN_LIVE_FINGERPRINTS: LIVE_PIN };
  const spotWords = '--venue spot --env live --json';

  it('buys what is missing, holds, and sells what is there', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    exchange.spot.balances['ZUSD'] = '5000.0000';
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

  it.each(['--signal 1', '--signal 0', '--close --yes'])(
    'refuses another pair than bitcoin in dollars, whose balances it would not see: %s',
    async (words) => {
      const exchange = await exchangeHere();
      exchange.spot.balances['ZUSD'] = '5000.0000';
      exchange.spot.balances['XXBT'] = words === '--signal 1' ? '0' : '0.0160000000';
      const env = { ...pin, SPOT_PAIR: 'ETHUSD' };
      const printed = await trade(exchange, await temporaryFolder(), `${words} ${spotWords}`, env);
      expect(exchange.spot.orders).toEqual([]);
      expect(printed.code).toBe(2);
      expect(printed.stderr).toContain('SPOT_PAIR: spot trades XBTUSD, got ETHUSD');
    },
  );

  it('buys nothing while the kill switch is on', async () => {
    const exchange = await exchangeHere();
    exchange.spot.balances['ZUSD'] = '5000.0000';
    const folder = await stopped(await temporaryFolder());
    const printed = await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    expect(printed.code).toBe(1);
    expect(JSON.parse(printed.stdout).reasons).toEqual(['the kill switch is on']);
    expect(exchange.spot.orders).toEqual([]);
  });

  it('counts what Kraken Rewards have moved: one buy, then hold, then one sell', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    const { spot } = exchange;
    spot.balances['ZUSD'] = '5000.0000';
    spot.book.rewards = true;
    const actions = [];
    for (const signal of ['1', '1', '1', '0', '0']) {
      const { code, stdout } = await trade(
        exchange,
        folder,
        `--signal ${signal} ${spotWords}`,
        pin,
      );
      expect(code).toBe(0);
      actions.push(JSON.parse(stdout).action);
    }
    expect(actions).toEqual(['BUY', 'HOLD', 'HOLD', 'SELL', 'HOLD']);
    expect(spot.orders).toHaveLength(2);
    expect(spot.balances['XBT.F']).toBe('0.0000000000');
  });

  it('says what was filled at which price, and notes what no order can use', async () => {
    const exchange = await exchangeHere();
    exchange.spot.book.liquidity.push(0.005);
    exchange.spot.balances['ZUSD'] = '5000.0000';
    exchange.spot.balances['XBT.B'] = '0.5000000000';
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    expect(code).toBe(1);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ action: 'UNFINISHED', position_after: 0.005, unit: 'BTC' });
    expect(record.orders).toMatchObject([{ status: 'partiallyFilled', price: 60_000 }]);
    expect(record.orders[0].order_id).toBe('OABCDE-FGHIJ-000001');
    expect(stderr).toContain('before it is released: XBT.B');
  });

  it('a lost answer: the order is found under its client order id', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    exchange.spot.balances['ZUSD'] = '5000.0000';
    exchange.spot.book.rewards = true;
    let lost = 0;
    exchange.faults = ({ path }) =>
      path.endsWith('/AddOrder') && lost++ === 0 ? { kind: 'reset', when: 'after' } : undefined;
    const { stdout } = await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ action: 'BUY', position_after: 0.01666666 });
    expect(record.orders[0]).toMatchObject({ order_id: 'OABCDE-FGHIJ-000001', status: 'filled' });
    expect(exchange.spot.orders).toHaveLength(1);
  });

  it("--close goes by the exchange's clock, however wrong the machine's is", async () => {
    const exchange = await exchangeHere();
    exchange.spot.balances['XXBT'] = '2.0000000000';
    exchange.spot.skewMs = 7_200_000;
    const words = '--close --yes --venue spot --env live --json';
    const { code, stdout } = await trade(exchange, await temporaryFolder(), words, pin);
    expect(JSON.parse(stdout)).toMatchObject({ action: 'SELL', position_after: 0 });
    expect(code).toBe(0);
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
    const words = '--close --yes --venue spot --env live --json';
    const folder = await stopped(await temporaryFolder());
    const { code, stdout } = await trade(exchange, folder, words, pin);
    expect(JSON.parse(stdout)).toMatchObject({ action: 'SELL', position_after: 0 });
    expect(code).toBe(0);
    expect(exchange.asked.filter((path) => path.endsWith('OHLC'))).toEqual([]);
  });

  it('sells what its last order left without the bars, and buys nothing', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    exchange.spot.balances['ZUSD'] = '5000.0000';
    await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    const unknown = jsonAnswer({ error: ['EQuery:Unknown asset pair'] });
    exchange.faults = ({ path }) =>
      path.endsWith('/OHLC') ? { kind: 'answer', answer: unknown } : undefined;
    const refused = await trade(exchange, folder, `--signal 1 ${spotWords}`, pin);
    expect(refused.code).toBe(1);
    const sold = await trade(exchange, folder, `--signal 0 ${spotWords}`, pin);
    expect(sold.stderr).toContain('the latest bars are not known, closing without them');
    const record = JSON.parse(sold.stdout);
    expect(record).toMatchObject({ action: 'SELL', position_after: 0, btc_price: null });
    expect(exchange.spot.orders).toHaveLength(2);
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
