import { describe, expect, it } from 'vitest';
import { liveStatusCommand } from '../../../cli/live/live-status.ts';
import type { DayJournal } from '../../../engine/live/journal/day-journal.ts';
import { operatedSite, type OperatedSite } from './operated-site.ts';

const LOG = 'outputs/btc_signals.jsonl';
const DAY = 'state/days/2026-03-10.json';

/** The journal of a day that was traded. */
type TradedDay = Required<DayJournal>;

/** The exit code, and the parts of the JSON that are looked at by name. */
type Found = {
  readonly code: number;
  readonly days: unknown;
  readonly model: { readonly sha256: string };
  readonly disagreements: unknown;
  readonly nullReasons: Readonly<Record<string, string>>;
};

/** The status as JSON, and the exit code. */
async function status(
  { run }: OperatedSite,
  words: readonly string[] = [],
  env = {},
): Promise<Found> {
  const { code, stdout } = await run(liveStatusCommand, [...words, '--json'], env);
  return { code, ...JSON.parse(stdout) };
}

/** A day that was traded. */
async function traded(): Promise<OperatedSite> {
  const operated = await operatedSite();
  await operated.site.run();
  return operated;
}

describe('live:status', () => {
  it('shows all parts of a deployment that agrees', async () => {
    const operated = await traded();
    const { object } = operated;
    const { record, trade } = object<TradedDay>(DAY);
    const found = await status(operated);
    expect(found).toMatchObject({
      code: 0,
      at: '2026-03-10T00:05:00Z',
      mode: 'demo',
      environment: 'demo',
      position: { symbol: 'PI_XBTUSD', contracts: trade.position_after },
      wallet: { currency: 'BTC', value: 0.1 },
      margin: { currency: 'BTC', available: 0.09, liquidationPrice: null },
      openOrders: [],
      model: { market: 'XBTUSD', lastBar: '2026-03-09', ageDays: 1, neutral: 'hold' },
      killSwitch: { on: false },
      agrees: true,
      disagreements: [],
    });
    expect(found.days).toMatchObject([
      { date: '2026-03-10', state: 'done', signal: record.signal, action: trade.action },
    ]);
    expect(found.model.sha256).toBe(record.model_sha256);
    const { code, stdout } = await operated.run(liveStatusCommand);
    expect(code).toBe(0);
    expect(stdout).toContain('2026-03-10T00:05:00Z, demo\nkill switch  off\n');
    expect(stdout).toMatch(/\nagrees\n$/);
  });

  it('only looks: it asks the exchange for nothing but reads', async () => {
    const operated = await traded();
    const asked: string[] = [];
    operated.site.faults.push(({ method, path }) => {
      asked.push(`${method} ${path}`);
      return undefined;
    });
    await status(operated);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((request) => !request.startsWith('GET '))).toEqual([]);
  });

  it.each([
    [
      'somebody trades by hand',
      ({ site }: OperatedSite) => site.futures.book.tradeByHand(700),
      'position: the exchange has',
    ],
    [
      'an order that may enlarge the position is open',
      ({ site }: OperatedSite) =>
        site.futures.book.resting.push({ orderId: 'o', side: 'buy', size: 5 }),
      'orders: 1 open order(s) that may enlarge a position',
    ],
    [
      'the log lost its line',
      ({ put }: OperatedSite) => put(LOG, ''),
      'log: 2026-03-10 has no line',
    ],
    [
      'the log has another line',
      ({ put, object }: OperatedSite) => {
        const { record } = object<TradedDay>(DAY);
        put(LOG, `${JSON.stringify({ ...record, close: 1 })}\n`);
      },
      'log: 2026-03-10: the line is not what the journal has',
    ],
    [
      'the log has a broken line',
      ({ put, site }: OperatedSite) => {
        const lines = site.log().map((line) => JSON.stringify(line));
        put(LOG, `${lines.join('\r\n')}\r\n{"date": "2026-\r\n`);
      },
      'log: 1 line(s) are no record of a day',
    ],
    [
      'the model is too old',
      ({ site }: OperatedSite) => site.clock.goTo(Date.parse('2026-04-20T00:05:00Z')),
      'model: its last bar is of 2026-03-09: expected an age of 0 to 30 days, got 42',
    ],
    [
      'the pointer names another model',
      ({ put, object }: OperatedSite) => {
        const key = 'models/btc_daily_rf.bin.pointer.json';
        const pointer = object<{ readonly current: object }>(key);
        const current = { ...pointer.current, sha256: '0'.repeat(64) };
        put(key, JSON.stringify({ ...pointer, current }));
      },
      'model: models/btc_daily_rf/',
    ],
    [
      'a day did not finish',
      ({ site, put, object }: OperatedSite) => {
        put(DAY, JSON.stringify({ ...object(DAY), mailed: false }));
        site.clock.goTo(Date.parse('2026-03-10T08:00:00Z'));
      },
      'day: 2026-03-10 is not finished: the next step is "mail"',
    ],
    [
      'a journal is damaged',
      ({ put }: OperatedSite) => put('state/days/2026-03-09.json', '{'),
      'day: state/days/2026-03-09.json: expected a day journal of version 1',
    ],
    [
      'no run came',
      ({ site }: OperatedSite) => site.clock.goTo(Date.parse('2026-03-11T00:31:00Z')),
      'day: no run since 2026-03-10',
    ],
    [
      'a trade was refused',
      ({ put, object, site }: OperatedSite) => {
        const day = object<TradedDay>(DAY);
        const position_after = site.futures.book.position();
        const changed = { position_after, position_target: 4, reasons: ['margin'] };
        const trade = { ...day.trade, ...changed, action: 'REFUSED' };
        put(DAY, JSON.stringify({ ...day, trade }));
      },
      '2026-03-10 wanted 4, REFUSED: margin',
    ],
  ])('says what disagrees, with exit code 1: %s', async (_how, change, expected) => {
    const operated = await traded();
    change(operated);
    const { code, stdout } = await operated.run(liveStatusCommand);
    expect(code).toBe(1);
    expect(stdout).toContain('\ndisagrees\n');
    expect(stdout).toContain(expected);
    expect(await status(operated)).toMatchObject({ code: 1, agrees: false });
  });

  it('leaves a day of today open until the last run of the day is over', async () => {
    const operated = await traded();
    const { put, object, site } = operated;
    put(DAY, JSON.stringify({ ...object(DAY), mailed: false }));
    site.clock.goTo(Date.parse('2026-03-10T07:40:00Z'));
    expect(await status(operated)).toMatchObject({ code: 0, agrees: true });
  });

  it('shows who stopped the trading', async () => {
    const operated = await traded();
    operated.put('state/kill-switch', '{"reason": "odd", "at": "2026-03-10T01:00:00Z"}');
    const { stdout } = await operated.run(liveStatusCommand);
    expect(stdout).toContain('kill switch  ON since 2026-03-10T01:00:00Z: odd');
  });

  it('does not compare the positions of two contracts', async () => {
    const operated = await operatedSite({ FUTURES_SYMBOL: 'PF_XBTUSD' });
    await operated.site.run();
    const { disagreements } = await status(operated);
    const what = 'the run of 2026-03-10 traded PF_XBTUSD, and FUTURES_SYMBOL here is PI_XBTUSD';
    expect(disagreements).toEqual([{ about: 'position', what }]);
    expect(await status(operated, [], { FUTURES_SYMBOL: 'PF_XBTUSD' })).toMatchObject({ code: 0 });
  });

  it('needs no account on paper, but says a position that nobody holds on to', async () => {
    const operated = await operatedSite({ ENABLE_TRADING: 'false' });
    await operated.site.run();
    const noKeys = { KRAKEN_API_KEY: undefined, KRAKEN_API_SECRET: undefined };
    const found = await status(operated, [], noKeys);
    expect(found).toMatchObject({ code: 0, mode: 'paper', position: null, agrees: true });
    expect(found.nullReasons['position']).toBe('on paper: --env demo or live reads an account');
    operated.site.futures.book.tradeByHand(500);
    const { code, stdout } = await operated.run(liveStatusCommand, ['--env', 'demo']);
    expect(code).toBe(1);
    expect(stdout).toContain('the function is on paper, and the exchange has 500 contracts');
  });

  it('says that it has no key, and compares the rest', async () => {
    const noKeys = { KRAKEN_API_KEY: undefined, KRAKEN_API_SECRET: undefined };
    const { code, stdout } = await (await traded()).run(liveStatusCommand, [], noKeys);
    expect(code).toBe(0);
    expect(stdout).toContain('account      not read, no key: --secret, or KRAKEN_API_KEY and');
  });

  it('says that the exchange refuses the key, and shows the rest', async () => {
    const operated = await traded();
    operated.site.futures.keys.clear();
    const { code, stdout } = await operated.run(liveStatusCommand);
    expect(code).toBe(1);
    expect(stdout).toMatch(/account {6}not read, credentials: refused.*\nmodel {8}[0-9a-f]{12}, /);
    expect(stdout).toContain('- account: not read, credentials: refused');
  });

  it('knows nothing of a deployment that never ran', async () => {
    const found = await status(await operatedSite(), ['--env', 'demo']);
    expect(found).toMatchObject({ code: 1, mode: null, days: [] });
    expect(found.disagreements).toEqual([
      { about: 'day', what: 'no run since the first of the days looked at' },
    ]);
  });
});
