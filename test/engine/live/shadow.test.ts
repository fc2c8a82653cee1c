import { onTestFinished, describe, expect, it } from 'vitest';
import { accountFingerprint, keyPair } from '../../../engine/live/edges/secret.ts';
import { viewOf, type FuturesMarket } from '../../../engine/live/plan/exchange.ts';
import { jsonAnswer } from '../../../cli/stand-ins/wire.ts';
import { startSite, type LiveSite } from '../../fakes/live-site.ts';
import { KEY, SECRET } from '../../fakes/made-up-keys.ts';

const LIVE = {
  KRAKEN_FUTURES_ENV: 'live',
  KRAKEN_LIVE_FINGERPRINTS: accountFingerprint('live', keyPair(KEY, SECRET, 'test')),
};

/** A site in shadow whose exchange answers an error to everything that changes something. */
async function shadowSite(): Promise<LiveSite & { readonly writes: string[] }> {
  const site = await startSite({ ...LIVE, ENABLE_TRADING: 'shadow' });
  onTestFinished(site.close);
  const writes: string[] = [];
  site.faults.push(({ method, path }) => {
    if (!path.includes('/derivatives/') || method === 'GET' || path.endsWith('orders/status')) {
      return undefined;
    }
    writes.push(path);
    return { kind: 'answer', answer: jsonAnswer({ result: 'error', error: 'readOnly' }) };
  });
  return Object.assign(site, { writes });
}

describe('a day in shadow', () => {
  it('logs and mails the orders that it would send, and sends nothing', async () => {
    const site = await shadowSite();
    site.futures.book.tradeByHand(-300);
    const { record } = await site.run();
    expect(record.trade).toMatchObject({
      action: 'SHADOW',
      environment: 'live',
      position_before: -300,
      position_after: -300,
      position_target: 1000,
      reasons: [],
      orders: [
        { side: 'buy', size: 300, reduce_only: true, status: 'not sent', order_id: null },
        { side: 'buy', size: 1000, reduce_only: false, status: 'not sent', filled: 0 },
      ],
    });
    expect(site.log()).toEqual([record]);
    expect(site.writes).toEqual([]);
    expect(site.futures.book.position()).toBe(-300);
    const [mail] = site.aws.mails;
    expect(mail?.subject).toBe(
      'BTC LONG (shadow) 2026-03-10, 60,004 USD, P(up) 0.60, shadow, POSITION OPEN, see warnings',
    );
    expect(mail?.text).toContain(
      'Trade (live, PI_XBTUSD, contracts of 1 USD): SHADOW, nothing is sent',
    );
    expect(mail?.text).toContain('buy 300 (reduce only): not sent\n');
  });

  it('asks the guards, and says what they would refuse', async () => {
    const site = await shadowSite();
    site.futures.auxiliary['pv'] = 0.005;
    const { record } = await site.run();
    expect(record.trade?.reasons).toEqual([
      "the target would be more than 2 times the account's value",
    ]);
  });

  it('closes below the floor, as a live run would', async () => {
    const site = await shadowSite();
    site.env['EQUITY_FLOOR_USD'] = '1000';
    site.futures.auxiliary['pv'] = 0.005;
    site.futures.book.tradeByHand(300);
    const { record } = await site.run();
    expect(record.trade).toMatchObject({
      action: 'SHADOW',
      position_target: 0,
      reasons: ['an equity of 300.00 USD, below EQUITY_FLOOR_USD 1000.00 USD'],
      orders: [{ side: 'sell', size: 300, reduce_only: true, status: 'not sent' }],
    });
    expect(site.writes).toEqual([]);
  });

  it('cancels none of the orders that it finds, not even its own', async () => {
    const site = await shadowSite();
    const order = { side: 'buy', size: 5 } as const;
    site.futures.book.resting.push({ ...order, orderId: 'o', clientOrderId: 'wf-live-old' });
    await site.run();
    expect(site.writes).toEqual([]);
    expect(site.futures.book.resting).toHaveLength(1);
  });

  it('does not take a position that it found for its own when it goes live', async () => {
    const site = await shadowSite();
    site.futures.book.tradeByHand(50_000);
    await site.run();
    site.env['ENABLE_TRADING'] = 'true';
    site.faults = [];
    site.nextDay();
    site.signal = 1;
    site.futures.auxiliary['pv'] = 10;
    const { record } = await site.run();
    // A close is never held up, but a position of others is not called the last run's.
    expect(record.trade?.position_before).toBe(50_000);
    const before = new TextDecoder().decode(
      site.s3.get('walkforest-test/state/days/2026-03-11.json')!.body,
    );
    expect(JSON.parse(before)).toMatchObject({ before: { signal: 1, positionAfter: null } });
  });

  it('finishes a day of shadow that was killed before its log line', async () => {
    const site = await shadowSite();
    site.faults.unshift(({ method, path }) =>
      method === 'PUT' && path.endsWith('.jsonl')
        ? { kind: 'answer', answer: { status: 503, body: '' } }
        : undefined,
    );
    expect(await site.failure()).toBeDefined();
    site.faults.shift();
    site.clock.goTo(site.clock.now() + 3_600_000);
    const { record } = await site.run();
    expect(record.trade?.action).toBe('SHADOW');
    expect(site.log()).toHaveLength(1);
    expect(site.writes).toEqual([]);
  });

  it('has a market without a function that sends or cancels', () => {
    const facts = ['symbol', 'contractUnit', 'instrument', 'ticker', 'account', 'position'];
    const names = [...facts, 'otherPositions', 'openOrders', 'fills', 'orderStatus', 'meaningOf'];
    const all = [...names, 'sendOrder', 'cancelAllOrders', 'maintenance'];
    const whole = Object.fromEntries(all.map((name) => [name, () => undefined]));
    const view = viewOf(whole as unknown as FuturesMarket);
    expect(Object.keys(view)).toEqual(names);
  });
});
