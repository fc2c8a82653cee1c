import { describe, expect, it } from 'vitest';
import { alarmMail } from '../../../engine/live/alarms.ts';
import type { DayJournal } from '../../../engine/live/journal/day-journal.ts';
import {
  flatRecord,
  signalRecord,
  type TradeRecord,
} from '../../../engine/live/journal/signal-record.ts';
import { dayMail, failureMail, shortName } from '../../../engine/live/mail-text.ts';

/** The day of the original system's mail: 2026-02-23, LONG at 66,191.10. */
const MADE = {
  date: '2026-02-23',
  nowMs: Date.parse('2026-02-23T00:05:03Z'),
  model: { sha256: 'ab'.repeat(32), trainedAt: '2026-02-20T00:00:00Z' },
  previous: 1,
} as const;
const BAR = { close: 66_191.1, barTime: Date.parse('2026-02-22') / 1000 };
const DECISION = {
  ...BAR,
  signal: 1,
  position: 1,
  probabilities: { down: 0.345, neutral: 0.301, up: 0.354 },
  features: { ema_ratio_12: 0.970913, atr_14: 3089.988808 },
  warnings: [],
} as const;

function journal(changed: Partial<DayJournal> = {}): DayJournal {
  const held = { version: 1, mode: 'demo', revision: 1, run: 'r', leaseUntil: 0 } as const;
  const record = signalRecord(DECISION, MADE);
  const rest = { legs: [], warnings: [], logged: false, mailed: false };
  return { ...held, ...rest, date: MADE.date, record, ...changed };
}

const TRADE: TradeRecord = {
  action: 'HOLD',
  orders: [],
  position_before: 1_000,
  position_after: 1_000,
  position_target: 1_000,
  btc_price: 66_000,
  position_size_usd: 1_000,
  environment: 'demo',
  executed_at: '2026-02-23T00:05:05Z',
  reasons: [],
  equity: 6_612.34,
  available_margin: 6_390.12,
  liquidation_price: 9_050,
  funding_rate: 0.000012,
};

describe("the day's mail", () => {
  it('has the day in its subject, as the original system had it', () => {
    expect(dayMail(journal({ trade: TRADE }), 'XBTUSD').subject).toBe(
      'BTC LONG (hold) 2026-02-23, 66,191 USD, P(up) 0.35, demo',
    );
    const paper = journal({ mode: 'paper', warnings: ['no run on 2026-02-22'] });
    expect(dayMail(paper, 'XBTUSD').subject).toBe(
      'BTC LONG 2026-02-23, 66,191 USD, P(up) 0.35, paper, see warnings',
    );
  });

  it('names the class that was predicted, not the side that is held', () => {
    const held = { ...DECISION, signal: 0 } as const;
    const { subject } = dayMail(journal({ record: signalRecord(held, MADE) }), 'XBTUSD');
    expect(subject).toContain('LONG 2026-02-23, 66,191 USD, P(neutral) 0.30');
  });

  it('has equity, margin, liquidation and funding', () => {
    const { text } = dayMail(journal({ trade: TRADE }), 'XBTUSD');
    expect(text).toContain(
      [
        'Account',
        '  equity 6,612 USD, available margin 6,390 USD',
        '  liquidation: 9,050 USD, 86.3 % from the mark price',
        '  funding: a long pays a short 0.0012 % an hour now',
      ].join('\n'),
    );
  });

  it('leaves the account out if an older version made the record', () => {
    const { equity: _, ...older } = TRADE;
    expect(dayMail(journal({ trade: older }), 'XBTUSD').text).not.toContain('Account');
  });

  it('says what was not known', () => {
    const unknown = { equity: null, available_margin: null, funding_rate: null } as const;
    const trade = { ...TRADE, ...unknown, liquidation_price: null };
    const { text } = dayMail(journal({ trade }), 'XBTUSD');
    expect(text).toContain('equity not known, available margin not known');
    expect(text).toContain('liquidation: no liquidation price\n  funding: not known');
  });

  const sent = { client_order_id: 'w', order_id: 'x', side: 'buy', size: 900 } as const;
  const filled = { ...sent, reduce_only: true, status: 'filled', filled: 900, price: 66_000 };
  const unknown = { ...filled, order_id: null, status: 'unknown', filled: 0, price: null };
  it.each([
    ['HOLD', [], 'no order was needed'],
    ['REFUSED', [], 'no order was sent'],
    ['UNFINISHED', [], 'no order was sent'],
    ['BUY', [filled], 'buy 900 (reduce only): filled, filled 900 at 66000'],
    ['UNFINISHED', [unknown], 'buy 900 (reduce only): unknown'],
    ['SHADOW', [{ ...filled, status: 'not sent' }], 'buy 900 (reduce only): not sent'],
  ] as const)('says which orders a trade %s had: %j', (action, orders, line) => {
    const { text } = dayMail(journal({ trade: { ...TRADE, action, orders } }), 'XBTUSD');
    expect(text).toContain(`mark price 66000 USD\n  ${line}\n\n`);
  });

  it('says that no model decided', () => {
    const record = flatRecord({ ...MADE, ...BAR, because: 'the model is 31 days old' });
    const { subject, text } = dayMail(journal({ record, trade: TRADE }), 'XBTUSD');
    expect(subject).toBe('BTC FLAT (hold) 2026-02-23, 66,191 USD, model too old, demo');
    expect(text).toContain('  no model decided: the model is 31 days old\n');
    expect(text).not.toContain('Features');
  });
});

describe('subjects', () => {
  const reasons = ['a reason'];
  const bad = { ...TRADE, action: 'UNFINISHED', position_after: -10_000_000, reasons } as const;
  const memory = { positions: [], troubledDays: 399 };
  const before = { unfinished: [], signal: 0, positionAfter: null, memory } as const;
  const close = { ...DECISION, close: 12_345_678.9, signal: 0 } as const;
  const record = signalRecord(close, MADE);
  const worst = journal({ record, trade: bad, before, closing: ['a guard'], warnings: ['w'] });
  const contracts = -10_000_000;
  const failure = failureMail({
    name: 'BTC',
    date: MADE.date,
    stage: 'settings',
    reason: 'a reason',
    environment: 'demo',
    instrument: 'PI_XBTUSD',
    look: { contracts },
    inARow: 400,
    remembered: [],
  });

  it.each([
    ['of the mail', dayMail(worst, 'XXBTZUSD').subject],
    ['of the alarm', alarmMail(worst, 'XXBTZUSD')!.subject],
    ['of a failure', failure.subject],
  ])('%s are ASCII, at most 100 characters, even at their longest', (_, subject) => {
    expect(subject).toMatch(/^[A-Z0-9][ -~]{0,99}$/);
  });

  it.each([
    ['XBTUSD', 'BTC'],
    ['XXBTZUSD', 'BTC'],
    ['ETHUSD', 'ETH'],
  ])('call the market %s %s', (pair, name) => {
    expect(shortName(pair)).toBe(name);
  });
});
