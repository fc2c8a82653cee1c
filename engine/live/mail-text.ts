/**
 * The mail of a day: the decision, the trade, the warnings and the features, short enough for a
 * telephone. Plain text; the subject is ASCII, at most 100 characters.
 */

import type { DayJournal } from './journal/day-journal.ts';
import type { SignalRecord, TradeRecord } from './journal/signal-record.ts';

export type Mail = { readonly subject: string; readonly text: string };

/** The mail of a day whose `journal` has a record. */
export function dayMail(journal: DayJournal): Mail {
  const record = journal.record!;
  const { trade, warnings } = journal;
  const marks = warnings.length > 0 || (trade?.reasons.length ?? 0) > 0 ? ' (see warnings)' : '';
  const action = trade === undefined ? 'paper' : `${trade.environment} ${trade.action}`;
  return {
    subject: `walkforest ${journal.date}: ${record.signal_label}, ${action}${marks}`,
    text: [
      ...signalLines(record),
      '',
      ...(trade === undefined ? ['Paper: no orders are sent.'] : tradeLines(trade)),
      '',
      ...warningLines([...(trade?.reasons ?? []), ...warnings]),
      '',
      'Features',
      ...Object.entries(record.features).map(([name, value]) => `  ${name} = ${value}`),
      '',
      `Model ${record.model_sha256.slice(0, 12)}, trained to ${record.model_trained_at}`,
      '',
    ].join('\n'),
  };
}

/** The mail about a run that failed. `reason` is one of our own messages, so it shows no secret. */
export function failureMail(date: string, stage: string, reason: string): Mail {
  return {
    subject: `walkforest ${date}: FAILED at ${stage}`,
    text: [
      `The run of ${date} failed at "${stage}":`,
      `  ${reason}`,
      '',
      'This is not a FLAT signal: no position was closed because of it. If an order may have been',
      'sent, the journal has it, and the next run looks it up before it sends anything.',
      '',
    ].join('\n'),
  };
}

function signalLines(record: SignalRecord): readonly string[] {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return [
    `Signal for ${record.date}: ${record.signal_label} (${record.signal})`,
    `  close ${record.close} USD, bar of ${record.bar_time.slice(0, 10)}`,
    `  down ${percent(record.prob_down)}, neutral ${percent(record.prob_neutral)}, ` +
      `up ${percent(record.prob_up)}`,
  ];
}

function tradeLines(trade: TradeRecord): readonly string[] {
  const known = (value: number | null): string => (value === null ? 'unknown' : String(value));
  const shadowed = trade.action === 'SHADOW';
  return [
    `Trade (${trade.environment}): ${trade.action}${shadowed ? ', nothing is sent' : ''}`,
    `  position ${known(trade.position_before)} -> ${known(trade.position_after)} contracts, ` +
      `target ${known(trade.position_target)}, mark price ${known(trade.btc_price)} USD`,
    ...trade.orders.map(
      (order) =>
        `  ${order.side} ${order.size}${order.reduce_only ? ' (reduce only)' : ''}: ` +
        `${order.status}${shadowed ? '' : `, filled ${order.filled} at ${known(order.price)}`}`,
    ),
    ...(trade.orders.length === 0 ? ['  no order was needed or sent'] : []),
  ];
}

function warningLines(warnings: readonly string[]): readonly string[] {
  if (warnings.length === 0) return ['No warnings.'];
  return ['Warnings', ...warnings.map((warning) => `  - ${warning}`)];
}
