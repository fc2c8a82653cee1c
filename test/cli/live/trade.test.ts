import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tradeCommand } from '../../../cli/live/trade.ts';
import { futuresError } from '../../../cli/stand-ins/fake-futures.ts';
import { jsonAnswer } from '../../../cli/stand-ins/wire.ts';
import type { DayJournal } from '../../../engine/live/journal/day-journal.ts';
import { exchangeHere, LIVE_PIN } from '../exchange-here.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { stopped, trade } from './trade-here.ts';

describe('trade on futures', () => {
  it('in the linear contract counts lots of 0.0001 bitcoin, and closes them', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    const env = { FUTURES_SYMBOL: 'PF_XBTUSD' };
    const planned = await trade(exchange, folder, '--signal -1 --dry-run --json', env);
    expect(JSON.parse(planned.stdout)).toMatchObject({ action: 'SELL', position_target: -166 });
    const opened = await trade(exchange, folder, '--signal -1 --json', env);
    const named = { instrument: 'PF_XBTUSD', unit: '0.0001 BTC' };
    expect(JSON.parse(opened.stdout)).toMatchObject({ position_after: -166, ...named });
    const { books } = exchange.futures;
    expect([books.PF_XBTUSD.position(), books.PI_XBTUSD.position()]).toEqual([-166, 0]);
    const closed = await trade(exchange, folder, '--close --yes --json', env);
    expect(JSON.parse(closed.stdout)).toMatchObject({ action: 'BUY', position_after: 0 });
  });

  it('says that another contract is held, so that nobody believes to be flat', async () => {
    const exchange = await exchangeHere();
    exchange.futures.books.PF_XBTUSD.tradeByHand(166);
    for (const words of ['--close --yes', '--close --dry-run', '--signal 0']) {
      const { stderr } = await trade(exchange, await temporaryFolder(), words);
      expect(stderr).toContain('warning: a position in another contract, 0.0166 PF_XBTUSD: close');
    }
  });

  it('brings the position to each signal and holds where it is there', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    const { book, sends } = exchange.futures;
    for (const [signal, position, orders, action] of [
      ['1', 1000, 1, 'BUY'],
      ['1', 1000, 1, 'HOLD'],
      ['-1', -1000, 3, 'SELL'],
      ['0', 0, 4, 'BUY'],
      ['0', 0, 4, 'HOLD'],
    ] as const) {
      const { code, stdout } = await trade(exchange, folder, `--signal ${signal} --json`);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        dry_run: false,
        venue: 'futures',
        action,
        position_after: position,
        position_size_usd: 1000,
        environment: 'demo',
      });
      expect(book.position()).toBe(position);
      expect(sends).toHaveLength(orders);
    }
    const ids = sends.map(({ clientOrderId }) => clientOrderId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says why a field is null', async () => {
    const { stdout } = await trade(
      await exchangeHere(),
      await temporaryFolder(),
      '--signal 1 --json',
    );
    const { liquidation_price: none, nullReasons } = JSON.parse(stdout);
    expect([none, nullReasons]).toEqual([null, { liquidation_price: 'no position, or not known' }]);
  });

  it('--dry-run shows the legs and sends nothing', async () => {
    const exchange = await exchangeHere();
    exchange.futures.book.tradeByHand(-300);
    const { code, stdout } = await trade(exchange, await temporaryFolder(), '--signal 1 --dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('dry run: BUY on futures demo for LONG: -300 contracts, target 1000');
    expect(stdout).toContain('  buy 300, reduce only (close)\n  buy 1000 (open)');
    expect(exchange.asked.filter((path) => path.endsWith('sendorder'))).toEqual([]);
  });

  it('--dry-run shows what stands before any leg, not the first alone', async () => {
    const exchange = await exchangeHere();
    exchange.futures.book.tradeByHand(-1000);
    exchange.futures.auxiliary['pv'] = 0.005;
    const { code, stdout } = await trade(exchange, await temporaryFolder(), '--signal 1 --dry-run');
    expect(code).toBe(1);
    expect(stdout).toContain('  buy 1000, reduce only (close)\n  buy 1000 (open)');
    expect(stdout).toContain("the target would be more than 2 times the account's value");
  });

  it('--dry-run without keys makes no private request', async () => {
    const { env, ...exchange } = await exchangeHere();
    const { KRAKEN_LOOPBACK_URL } = env;
    const world = { env: { KRAKEN_LOOPBACK_URL: KRAKEN_LOOPBACK_URL! }, now: exchange.now };
    const { code, stdout } = await runHere(tradeCommand, ['--signal', '-1', '--dry-run'], world);
    expect(code).toBe(0);
    expect(stdout).toContain('sell 1000 (open)');
    expect(exchange.asked.filter((path) => /accounts|openpositions|fills/.test(path))).toEqual([]);
  });

  it('says that a stand-in is used', async () => {
    const { stderr } = await trade(await exchangeHere(), await temporaryFolder(), '--signal 0');
    expect(stderr).toMatch(/a stand-in at http:\/\/127\.0\.0\.1:\d+ .* is used, not the exchange/);
  });

  it('live needs the key pinned, and says which fingerprint that is', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    const words = '--signal 1 --env live';
    const refused = await trade(exchange, folder, words);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`KRAKEN_LIVE_FINGERPRINTS to have ${LIVE_PIN}`);
    expect(exchange.asked).toEqual([]);
    const pinned = await trade(exchange, folder, words, { KRAKEN_LIVE_FINGERPRINTS: LIVE_PIN });
    expect(pinned.code).toBe(0);
    expect(exchange.futures.book.position()).toBe(1000);
  });

  it('after an order whose answer was lost, looks for it and sends no second one', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    exchange.faults = ({ path }) =>
      path.endsWith('sendorder') ? { kind: 'reset', when: 'after' } : undefined;
    const { code } = await trade(exchange, folder, '--signal 1');
    expect(code).toBe(0);
    expect(exchange.futures.book.position()).toBe(1000);
    expect(exchange.futures.sends).toHaveLength(1);
  });

  it('settles an interrupted trade before it plans the next', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    const denied = jsonAnswer(futuresError('authenticationError', exchange.now()));
    let sent = false;
    exchange.faults = ({ path }) => {
      if (path.endsWith('sendorder')) {
        sent = true;
        return { kind: 'reset', when: 'after' };
      }
      return sent ? { kind: 'answer', answer: denied } : undefined;
    };
    const cut = await trade(exchange, folder, '--signal 1');
    expect(cut.code).toBe(1);
    exchange.faults = () => undefined;
    exchange.goOn(120_000);
    const next = await trade(exchange, folder, '--signal 1');
    expect(next.code).toBe(0);
    expect(next.stderr).toContain('trade 1 was interrupted: looking up its orders');
    expect(next.stdout).toContain('HOLD on futures demo for LONG: 1000 -> 1000');
    expect(exchange.futures.sends).toHaveLength(1);
  });

  it('does not judge an interrupted trade by a position that a later one has moved', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    const down = { kind: 'answer', answer: { status: 503, body: 'no' } } as const;
    const fail = (...paths: readonly string[]): void => {
      exchange.faults = ({ path }) => (paths.some((end) => path.endsWith(end)) ? down : undefined);
    };
    fail('orders/status');
    expect((await trade(exchange, folder, '--signal 1')).code).toBe(1);
    exchange.goOn(180_000);
    const closed = await trade(exchange, folder, '--close --yes');
    expect(closed.stderr).toContain('trade 1 is not looked up now');
    expect(exchange.futures.book.position()).toBe(0);
    fail();
    exchange.goOn(180_000);
    exchange.futures.book.forget(Number.POSITIVE_INFINITY);
    expect((await trade(exchange, folder, '--signal 0')).code).toBe(0);
    const file = join(folder, 'demo/1/days/2026-03-10.json');
    const { trade: record } = JSON.parse(await readFile(file, 'utf8')) as DayJournal;
    expect(record).toMatchObject({ orders: [{ status: 'unknown' }], position_after: null });
  });

  it('its order ids are its own, wherever else trades are made by hand that day', async () => {
    const exchange = await exchangeHere();
    await trade(exchange, await temporaryFolder(), '--signal 1');
    const elsewhere = await trade(exchange, await temporaryFolder(), '--signal 0');
    expect(elsewhere.code).toBe(0);
    expect(exchange.futures.book.position()).toBe(0);
  });

  it('refuses with the guards of the function, exit code 1', async () => {
    const exchange = await exchangeHere();
    exchange.futures.book.markPrice = 70_000;
    const printed = await trade(exchange, await temporaryFolder(), '--signal 1');
    expect(printed.code).toBe(1);
    expect(printed.stdout).toMatch(/^REFUSED on futures demo/);
    expect(printed.stdout).toContain('from the spot close');
    const killed = await trade(exchange, await stopped(await temporaryFolder()), '--signal 1');
    expect(killed.stdout).toContain('because: the kill switch is on');
    expect(exchange.futures.sends).toEqual([]);
  });

  it('below the floor of the equity it opens nothing, and leaves a position alone', async () => {
    const exchange = await exchangeHere();
    const floor = { EQUITY_FLOOR_USD: '1000000' };
    for (const words of ['--signal 1', '--signal 1 --dry-run']) {
      const printed = await trade(exchange, await temporaryFolder(), words, floor);
      expect(printed.code).toBe(1);
      expect(printed.stdout).toMatch(/because: an equity of [\d.]+ USD, below EQUITY_FLOOR_USD/);
    }
    exchange.futures.book.tradeByHand(1_000);
    const held = await trade(exchange, await temporaryFolder(), '--signal 1', floor);
    expect(held.stdout).toMatch(/^HOLD on futures demo for LONG: 1000 -> 1000/);
    const closed = await trade(exchange, await temporaryFolder(), '--signal 0', floor);
    expect(closed.code).toBe(0);
    expect(exchange.futures.book.position()).toBe(0);
  });

  it('--signal 0 closes what --signal 1 could not have opened, far from the close', async () => {
    const exchange = await exchangeHere();
    exchange.futures.book.tradeByHand(5_000);
    exchange.futures.book.markPrice = 45_000;
    const { code } = await trade(exchange, await temporaryFolder(), '--signal 0');
    expect(code).toBe(0);
    expect(exchange.futures.book.position()).toBe(0);
  });

  it('--close asks for no price, and only a market that is shut holds it up', async () => {
    const exchange = await exchangeHere();
    const { book } = exchange.futures;
    for (const skewMs of [-3_600_000, 0, 3_600_000]) {
      exchange.futures.skewMs = skewMs;
      book.tradeByHand(-70_000);
      book.markPrice = 90_000;
      const words = '--close --yes --json';
      book.suspended = true;
      const shut = await trade(exchange, await stopped(await temporaryFolder()), words);
      expect(JSON.parse(shut.stdout).reasons).toEqual(['PI_XBTUSD is suspended']);
      book.suspended = false;
      const { code, stdout } = await trade(exchange, await stopped(await temporaryFolder()), words);
      expect(JSON.parse(stdout)).toMatchObject({ action: 'BUY', position_after: 0 });
      expect(code).toBe(0);
      expect(book.position()).toBe(0);
    }
    expect(exchange.asked.filter((path) => path.endsWith('OHLC'))).toEqual([]);
  });

  it('--close --dry-run shows the order and sends nothing', async () => {
    const exchange = await exchangeHere();
    exchange.futures.book.tradeByHand(70_000);
    const { code, stdout } = await trade(exchange, await temporaryFolder(), '--close --dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('sell 70000, reduce only (close)');
    expect(exchange.futures.sends).toEqual([]);
  });

  it.each([
    ['--env demo', {}, 'expected --signal 1, 0 or -1'],
    ['--close --signal 0', {}, 'or else --close'],
    ['--close', {}, 'expected --yes, since nobody can be asked'],
    ['--signal 2', {}, '--signal: expected 1 | 0 | -1, got "2"'],
    ['--signal 1 --size-usd 0', {}, '--size-usd: expected a number from 1'],
    ['--signal 1 --venue spot', {}, 'spot has no demo'],
    ['--signal -1 --venue spot --dry-run', {}, 'spot is long or flat'],
    ['--signal 1', { KRAKEN_API_SECRET: '' }, 'expected a non-empty apiSecret'],
    ['--signal 1', { KRAKEN_LOOPBACK_URL: 'http://192.0.2.1:80' }, 'to be http://127.0.0.1:PORT'],
  ])('refuses %s', async (words, env, reason) => {
    const exchange = await exchangeHere();
    const pin = { KRAKEN_LIVE_FINGERPRINTS: LIVE_PIN, ...env };
    const { code, stdout, stderr } = await trade(exchange, await temporaryFolder(), words, pin);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(reason);
    expect(exchange.asked).toEqual([]);
  });
});
