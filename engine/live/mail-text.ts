/**
 * The mail of a day: the decision, the trade, the account, the warnings, what explains the decision
 * and the features, short enough for a telephone. Plain text; the subject is ASCII, at most 100
 * characters.
 */

import { marketName } from '../core/market-name.ts';
import type { DayJournal } from './journal/day-journal.ts';
import { UNKNOWN, type SignalRecord, type TradeRecord } from './journal/signal-record.ts';
import { howToClose, positionText, standingText, type Look } from './standing-position.ts';

export type Mail = { readonly subject: string; readonly text: string };

/** The mail of a day whose `journal` has a record. `pair` is the pair of the daily bars. */
export function dayMail(journal: DayJournal, pair: string): Mail {
  const record = journal.record!;
  const { trade, warnings } = journal;
  const { closing = [], standing, why = [] } = journal;
  const reasons = (trade?.reasons ?? []).filter((reason) => !closing.includes(reason));
  const all = [...reasons, ...warnings];
  const open = standing !== undefined && standing.contracts !== 0 ? ', POSITION OPEN' : '';
  const marks = `${open}${all.length > 0 ? ', see warnings' : ''}`;
  return {
    subject: `${headline(journal, pair)}, ${journal.mode}${marks}`,
    text: [
      ...signalLines(record),
      ...closing.map((reason) => `  a guard makes the target 0: ${reason}`),
      '',
      ...(trade === undefined ? ['Paper: no orders are sent.'] : tradeLines(trade)),
      '',
      ...(trade?.equity === undefined ? [] : [...accountLines(trade), '']),
      ...listed('Warnings', all, 'No warnings.'),
      '',
      ...(why.length === 0 ? [] : [...why, '']),
      ...(record.flat_because === undefined ? featureLines(record) : []),
      `Model ${record.model_sha256.slice(0, 12)}, trained to ${record.model_trained_at}`,
      '',
    ].join('\n'),
  };
}

/** The mail of a day whose trade waits for a later run of the schedule `runTimes` (UTC). */
export function waitMail(journal: DayJournal, pair: string, runTimes: readonly string[]): Mail {
  const record = journal.record!;
  const { at, reasons } = journal.waits!.at(-1)!;
  const later = runTimes.filter((time) => time > at.slice(11, 16));
  return {
    subject: `${headline(journal, pair)}, ${journal.mode} WAITING`,
    text: [
      ...signalLines(record),
      '',
      'The trade waits, because at this time:',
      ...reasons.map((reason) => `  - ${reason}`),
      `It is tried again at ${later.join(', ')} UTC, and the last of these runs ends the day.`,
      'There is no further mail until then.',
      '',
      ...listed('Warnings', journal.warnings, 'No warnings.'),
      '',
    ].join('\n'),
  };
}

/**
 * The mail about a run that failed.
 * @param failed.reason one of our own messages, so it shows no secret
 * @param failed.look what the exchange holds; undefined if there is no key to ask with
 * @param failed.inARow how many days in a row, with this one, have gone wrong
 */
export function failureMail(failed: {
  readonly name: string;
  readonly date: string;
  readonly stage: string;
  readonly reason: string;
  readonly environment: string;
  /** The contract that was looked at. */
  readonly instrument: string;
  readonly look: Look | undefined;
  readonly inARow: number;
  /** More lines about the position, such as what the journals remember. */
  readonly remembered: readonly string[];
}): Mail {
  const { name, date, stage, reason, environment, look, inARow, remembered } = failed;
  const close = howToClose(environment, failed.instrument);
  const row = inARow >= LOUD_DAYS ? `${inARow} DAYS IN A ROW: ` : '';
  const stands = look?.contracts !== undefined && look.contracts !== 0;
  return {
    subject: `${row}${name} run FAILED at ${stage} ${date}${lookedAt(look)}`,
    text: [
      `The run of ${date} failed at "${stage}":`,
      `  ${reason}`,
      '',
      ...(look === undefined ? [] : [`Position on ${standingText(environment, look)}`]),
      ...remembered.map((line) => `Position on ${line}`),
      ...(stands ? ['  It stays as it is until a run succeeds;', `  ${close}`] : []),
      ...(look === undefined && remembered.length === 0 ? [] : ['']),
      'This is not a FLAT signal: no position was closed because of it. If an order may have been',
      'sent, the journal has it, and the next run looks it up before it sends anything.',
      '',
    ].join('\n'),
  };
}

/** From this many days in a row on, a subject says so. */
export const LOUD_DAYS = 3;

/** The short name of the market in subjects: `BTC` for `XBTUSD`. */
export function shortName(pair: string): string {
  return marketName(pair)
    .replace(/USD[TC]?$/, '')
    .replace(/^XBT$/, 'BTC');
}

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const FRACTIONS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

/** `amount` with thousands separators: `66,191` or `0.4512`. */
function plainAmount(amount: number): string {
  return (Math.abs(amount) >= 1_000 ? WHOLE : FRACTIONS).format(amount);
}

/** The day in one line: `BTC LONG (hold) 2026-02-23, 66,191 USD, P(up) 0.35`. */
function headline({ date, record, trade, closing }: DayJournal, pair: string): string {
  const { signal_label: signal, close } = record!;
  const what = closing === undefined ? signal : 'FLAT by a guard';
  const done = trade === undefined ? '' : ` (${actionWord(trade)})`;
  const price = `${plainAmount(close)} USD`;
  return `${shortName(pair)} ${what}${done} ${date}, ${price}, ${reasonWord(record!)}`;
}

/** In capital letters if the trade has not reached its target. */
function actionWord({ action }: TradeRecord): string {
  return action === 'REFUSED' || action === 'UNFINISHED' ? action : action.toLowerCase();
}

/** The probability of the predicted class, or why no model decided. */
function reasonWord(record: SignalRecord): string {
  switch (record.predicted_class) {
    case 1:
      return `P(up) ${record.prob_up!.toFixed(2)}`;
    case 0:
      return `P(neutral) ${record.prob_neutral!.toFixed(2)}`;
    case -1:
      return `P(down) ${record.prob_down!.toFixed(2)}`;
    case null:
      return 'model too old';
  }
}

function lookedAt(look: Look | undefined): string {
  if (look === undefined) return '';
  if (look.contracts === undefined) return ': position not known';
  return `: ${positionText(look.contracts)}${look.contracts === 0 ? '' : ' stand'}`;
}

function signalLines(record: SignalRecord): readonly string[] {
  const first = `Signal for ${record.date}: ${record.signal_label} (${record.signal})`;
  const close = `  close ${record.close} USD, bar of ${record.bar_time.slice(0, 10)}`;
  const { prob_down: down, prob_neutral: neutral, prob_up: up } = record;
  if (down === null || neutral === null || up === null) {
    return [first, close, `  no model decided: ${record.flat_because}`];
  }
  return [first, close, `  down ${percent(down)}, neutral ${percent(neutral)}, up ${percent(up)}`];
}

function tradeLines(trade: TradeRecord): readonly string[] {
  const { instrument, unit } = trade;
  const contract = unit === undefined ? '' : `, ${instrument}, contracts of ${unit}`;
  return [
    `Trade (${trade.environment}${contract}): ${trade.action}` +
      (trade.action === 'SHADOW' ? ', nothing is sent' : ''),
    `  position ${known(trade.position_before)} -> ${known(trade.position_after)} contracts, ` +
      `target ${known(trade.position_target)}, mark price ${known(trade.btc_price)} USD`,
    ...orderLines(trade),
  ];
}

function orderLines({ action, orders }: TradeRecord): readonly string[] {
  const failed = action === 'REFUSED' || action === 'UNFINISHED';
  if (orders.length === 0) return [failed ? '  no order was sent' : '  no order was needed'];
  return orders.map(({ side, size, reduce_only: reduces, status, filled, price }) => {
    const fills = `, filled ${filled} at ${known(price)}`;
    // An order whose outcome is unknown may have filled, and one in shadow was never sent.
    const outcome = action === 'SHADOW' || status === UNKNOWN ? status : status + fills;
    return `  ${side} ${size}${reduces ? ' (reduce only)' : ''}: ${outcome}`;
  });
}

function known(value: number | null): string {
  return value === null ? 'unknown' : String(value);
}

function accountLines(trade: TradeRecord): readonly string[] {
  const dollars = (value: number | null = null): string =>
    value === null ? 'not known' : `${plainAmount(value)} USD`;
  const { liquidation_price: liquidation = null, btc_price: price } = trade;
  const far =
    liquidation === null || price === null
      ? ''
      : `, ${percent(Math.abs(liquidation / price - 1))} from the mark price`;
  const near = liquidation === null ? 'no liquidation price' : dollars(liquidation);
  return [
    'Account',
    `  equity ${dollars(trade.equity)}, available margin ${dollars(trade.available_margin)}`,
    `  liquidation: ${near}${far}`,
    `  funding: ${fundingText(trade.funding_rate ?? null)}`,
  ];
}

function fundingText(rate: number | null): string {
  if (rate === null) return 'not known';
  const payer = rate >= 0 ? 'a long pays a short' : 'a short pays a long';
  return `${payer} ${(Math.abs(rate) * 100).toFixed(4)} % an hour now`;
}

function featureLines(record: SignalRecord): readonly string[] {
  const values = Object.entries(record.features).map(([name, value]) => `  ${name} = ${value}`);
  return ['Features', ...values, ''];
}

/** A heading and a list below it, or `none` if the list is empty. */
export function listed(heading: string, lines: readonly string[], none: string): readonly string[] {
  return lines.length === 0 ? [none] : [heading, ...lines.map((line) => `  - ${line}`)];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
