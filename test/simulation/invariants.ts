/**
 * What must hold whatever happens: no order twice, no log line lost or doubled, the position at its
 * target after the next clean run.
 */

import { parseJournal, type DayJournal } from '../../engine/live/day-journal.ts';
import { parseSignalLog } from '../../engine/live/signal-log.ts';
import type { SignalRecord } from '../../engine/live/signal-record.ts';
import type { Episode } from './simulated-days.ts';

/** POSITION_SIZE_USD's default. */
const SIZE = 1_000;

/** After each day. `clean`: its last run met no fault. @throws Error that says what is wrong */
export function checkDay(
  episode: Episode,
  day: { readonly date: string; readonly before: number; readonly clean: boolean },
): void {
  const { book } = episode.futures;
  const { date, before, clean } = day;
  const say = (what: string): never => {
    throw new Error(`${date}: ${what}`);
  };
  const ids = new Set<string>();
  for (const order of book.orders) {
    if (ids.has(order.clientOrderId)) say(`order ${order.clientOrderId} was taken twice`);
    ids.add(order.clientOrderId);
  }
  const target = episode.signal * SIZE;
  const traded = book.executions.reduce((sum, execution) => sum + execution.size, 0);
  const needed = Math.abs(target - before);
  if (traded > needed) say(`traded ${traded} contracts where ${needed} were needed`);
  const position = book.position();
  const journal = journalOf(episode, date);
  if (clean && journal === undefined) say('a clean run left no journal');
  if (clean && !journal?.mailed) say('a clean run left the day unfinished');
  if (clean && !episode.marketFaults && position !== target) {
    say(`position ${position} after a clean run, target ${target}`);
  }
  const lines = linesOf(episode).filter((line) => line.date === date);
  if (lines.length > 1) say(`${lines.length} log lines`);
  if (journal?.logged && journal.record !== undefined && lines.length !== 1) {
    say('logged, but without a line');
  }
  for (const order of book.orders) episode.executed.set(order.clientOrderId, order.filled);
  episode.counts.orders += book.orders.length;
  book.forget();
}

/** After the episode's quiet last days. @throws Error that says what is wrong */
export function checkEpisode(episode: Episode): void {
  const lines = linesOf(episode);
  const dates = new Set(lines.map((line) => line.date));
  if (dates.size !== lines.length) throw new Error('a date has two log lines');
  for (const key of episode.s3.objects.keys()) {
    if (!key.startsWith('state/days/')) continue;
    const date = key.slice('state/days/'.length, -'.json'.length);
    const journal = journalOf(episode, date)!;
    if (!journal.mailed) throw new Error(`${date}: still unfinished at the end`);
    if (journal.record !== undefined && !dates.has(date)) throw new Error(`${date}: line lost`);
    checkOrdersOnRecord(episode, journal, lines);
    const mailed = episode.mails.some((subject) => subject.startsWith(`walkforest ${date}: `));
    if (journal.record !== undefined && !mailed) throw new Error(`${date}: no mail`);
  }
  episode.counts.lines += lines.length;
  episode.counts.mails += episode.mails.length;
}

/** Every order that was meant to be sent stands in the day's line, with what it really filled. */
function checkOrdersOnRecord(
  episode: Episode,
  journal: DayJournal,
  lines: readonly SignalRecord[],
): void {
  const line = lines.find(({ date }) => date === journal.date);
  const orders = line?.trade?.orders ?? [];
  for (const { clientOrderId } of journal.legs) {
    const order = orders.find((candidate) => candidate.client_order_id === clientOrderId);
    const filled = episode.executed.get(clientOrderId) ?? 0;
    if (order?.filled !== filled) {
      throw new Error(`order ${clientOrderId} filled ${filled}, in the log ${order?.filled}`);
    }
  }
}

function journalOf(episode: Episode, date: string): DayJournal | undefined {
  const key = `state/days/${date}.json`;
  const stored = episode.s3.get(key);
  return stored && parseJournal(new TextDecoder().decode(stored.body), key);
}

function linesOf(episode: Episode): readonly SignalRecord[] {
  const stored = episode.s3.get('outputs/btc_signals.jsonl');
  if (stored === undefined) return [];
  return parseSignalLog(new TextDecoder().decode(stored.body)) as unknown as SignalRecord[];
}
