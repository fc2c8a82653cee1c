/**
 * What must always hold: no order is placed twice, each order is on record, no log line is lost or
 * comes twice, every signal is the model's, and after a clean run the position is at its target.
 */

import { logRecord, parseJournal, type DayJournal } from '../../engine/live/journal/day-journal.ts';
import { nextPosition, type Position } from '../../engine/trade/positions.ts';
import { BY_POSITION, CONTRADICTED } from '../../engine/live/orders/settle-order.ts';
import { parseSignalLog } from '../../engine/live/journal/signal-log.ts';
import { signalLabel, type SignalRecord } from '../../engine/live/journal/signal-record.ts';
import { deploymentOfId, nextLeg } from '../../engine/live/plan/target-position.ts';
import { deploymentOf } from '../../engine/live/live-settings.ts';
import type { FakeExecution } from '../../cli/stand-ins/fake-futures-book.ts';
import { DAY_MS, type Episode } from './episode.ts';
import { SETTINGS } from './invocation.ts';

/** The default of POSITION_SIZE_USD. */
const SIZE = 1_000;
/** The ids of this deployment's orders end with this. */
const OWN = deploymentOf(SETTINGS);

/** Checks a day. `clean`: its last run had no fault. @throws Error that says what is wrong */
export function checkDay(episode: Episode, date: string, clean: boolean): void {
  const { book } = episode.futures;
  const say = (what: string): never => {
    throw new Error(`${date}: ${what}`);
  };
  const ours = book.orders.filter(({ clientOrderId }) => clientOrderId.endsWith(OWN));
  for (const order of ours) {
    const known = episode.orders.get(order.clientOrderId);
    if (known !== undefined && known !== order) say(`${order.clientOrderId} was taken twice`);
    if (known === undefined) episode.counts.orders++;
    episode.orders.set(order.clientOrderId, order);
  }
  const target = wordOf(episode, date) * SIZE;
  checkTraded(episode, date, target);
  checkAlone(episode, date);
  // Without trades by hand no order may lead beyond one position size, whatever the views show.
  if (episode.tradedByHand.size === 0 && episode.widest > SIZE) {
    say(`a position of ${episode.widest} contracts`);
  }
  const position = book.position();
  const journal = journalOf(episode, date);
  if (clean && journal === undefined) say('a clean run left no journal');
  if (clean && !journal?.mailed) say('a clean run left the day unfinished');
  const disturbed =
    episode.rival !== undefined ||
    gaveUp(journal) ||
    episode.marketFaults.has(date) ||
    episode.tradedByHand.has(date) ||
    (episode.forgetful.has(date) && journal?.trade?.reasons.includes(CONTRADICTED));
  const far = episode.farPrices.has(date);
  if (clean && !disturbed && !far && position !== target) {
    say(`position ${position} after a clean run, target ${target}`);
  }
  // What forbids to open a position never forbids to close one.
  const left = nextLeg(position, target, 1);
  if (clean && !disturbed && left?.purpose === 'close') {
    say(`${left.size} contracts were not closed: position ${position}, target ${target}`);
  }
  const onRecord = journal?.trade?.position_after;
  if (clean && !disturbed && position !== onRecord) say(`${position} on record as ${onRecord}`);
  const lines = linesOf(episode).filter((line) => line.date === date);
  if (lines.length > 1) say(`${lines.length} log lines`);
  if (journal?.logged && journal.record !== undefined && lines.length !== 1) {
    say('logged, but without a line');
  }
}

/**
 * Whether the day's last run did what it could: its order was lost on the way, or the orders that
 * it had time for have filled less than the target.
 */
function gaveUp(journal: DayJournal | undefined): boolean {
  const { action, reasons = [] } = journal?.trade ?? {};
  const last = reasons[0] ?? '';
  return action === 'UNFINISHED' && / (never arrived|orders of this run)$/.test(last);
}

/** For a day, no more is traded than is needed from the position that was found to the target. */
function checkTraded({ futures: { book }, rival }: Episode, date: string, target: number): void {
  if (rival !== undefined) return;
  const all = book.executions;
  const isOurs = ({ order }: FakeExecution): boolean => book.orders.includes(order);
  const isOfDay = (one: FakeExecution): boolean =>
    isOurs(one) && one.order.clientOrderId.includes(date);
  const first = all.findIndex(isOfDay);
  if (first === -1) return;
  const signed = ({ order, size }: FakeExecution): number => (order.side === 'buy' ? size : -size);
  const before = all.slice(first).reduce((sum, one) => sum - signed(one), book.position());
  const sizeOf = (list: readonly FakeExecution[]): number =>
    list.reduce((sum, { size }) => sum + size, 0);
  const traded = sizeOf(all.filter(isOfDay));
  // Somebody else may trade between a plan and its order. Our orders then go too far and come back.
  const needed = Math.abs(target - before) + 2 * sizeOf(all.filter((one) => !isOurs(one)));
  if (traded > needed) {
    throw new Error(`${date}: traded ${traded} contracts where ${needed} were needed`);
  }
}

/** No two deployments trade within a day of each other. */
function checkAlone({ futures: { book } }: Episode, date: string): void {
  let last: FakeExecution | undefined;
  for (const one of book.executions.filter(({ order }) => book.orders.includes(order))) {
    const isOther = last !== undefined && deployment(last) !== deployment(one);
    if (isOther && one.at - last!.at < DAY_MS) {
      throw new Error(`${date}: ${last!.order.clientOrderId}, then ${one.order.clientOrderId}`);
    }
    last = one;
  }
}

function deployment({ order }: FakeExecution): string | undefined {
  return deploymentOfId(order.clientOrderId);
}

/** Checks an episode after its quiet last days. @throws Error that says what is wrong */
export function checkEpisode(episode: Episode): void {
  const lines = linesOf(episode);
  const dates = new Set(lines.map((line) => line.date));
  if (dates.size !== lines.length) throw new Error('a date has two log lines');
  for (const key of episode.s3.objects.keys()) {
    if (!key.startsWith('state/days/')) continue;
    const date = key.slice('state/days/'.length, -'.json'.length);
    const journal = journalOf(episode, date)!;
    if (!journal.mailed) throw new Error(`${date}: still unfinished at the end`);
    if (journal.record !== undefined) checkRecord(episode, journal, lines);
    checkOrdersOnRecord(episode, journal, lines);
  }
  for (const id of episode.orders.keys()) {
    const planned = lines.some((line) =>
      line.trade?.orders.some((order) => order.client_order_id === id),
    );
    if (!planned) throw new Error(`order ${id} is in no line`);
  }
  episode.counts.lines += lines.length;
  episode.counts.mails += episode.mails.length;
}

/** Log line, mail and journal agree, and their signal is the model's. */
function checkRecord(episode: Episode, journal: DayJournal, lines: readonly SignalRecord[]): void {
  const { date } = journal;
  const line = lines.find((candidate) => candidate.date === date);
  if (line === undefined) throw new Error(`${date}: line lost`);
  if (JSON.stringify(line) !== JSON.stringify(logRecord(journal))) {
    throw new Error(`${date}: the line is not the journal's`);
  }
  const said = wordOf(episode, date);
  if (line.signal !== said) throw new Error(`${date}: signal ${line.signal}, the model's ${said}`);
  const subject = `walkforest ${date}: ${signalLabel(said)}`;
  if (!episode.mails.some((mail) => mail.startsWith(subject))) throw new Error(`${date}: no mail`);
}

/**
 * Every order with an intent is in the line of the day, with the contracts that it really filled.
 */
function checkOrdersOnRecord(
  episode: Episode,
  journal: DayJournal,
  lines: readonly SignalRecord[],
): void {
  const line = lines.find(({ date }) => date === journal.date);
  const orders = line?.trade?.orders ?? [];
  for (const { clientOrderId } of journal.legs) {
    const order = orders.find((candidate) => candidate.client_order_id === clientOrderId);
    if (order === undefined) throw new Error(`order ${clientOrderId} is not in the log`);
    const filled = episode.orders.get(clientOrderId)?.filled ?? 0;
    // If the exchange forgets fills or somebody else trades, it is not possible to know what an
    // order filled. The status in the record then says so.
    const until = line?.trade?.executed_at ?? '';
    const met = (days: ReadonlySet<string>): boolean =>
      [...days].some((day) => day >= journal.date && day <= until);
    const told =
      met(episode.falseRefusals) ||
      (order.status === CONTRADICTED && met(episode.forgetful)) ||
      ([CONTRADICTED, BY_POSITION].includes(order.status) && met(episode.tradedByHand));
    if (order.filled !== filled && !told) {
      throw new Error(`order ${clientOrderId} filled ${filled}, in the log ${order.filled}`);
    }
  }
}

/**
 * The position that the model's words ask for on `date`. A policy that holds counts all days since
 * the first signal, whether they had a run or not. The position at the exchange plays no part.
 */
function wordOf({ signals, neutral, s3 }: Episode, date: string): Position {
  const first = firstSignal(s3) ?? date;
  let position: Position = 0;
  for (const [day, predicted] of signals) {
    if (day >= first && day <= date) position = nextPosition(position, predicted, neutral);
  }
  return position;
}

/** The first day whose journal has a decision. */
function firstSignal(s3: Episode['s3']): string | undefined {
  const dates = [...s3.objects.keys()]
    .filter((key) => key.startsWith('state/days/'))
    .map((key) => key.slice('state/days/'.length, -'.json'.length));
  return dates.toSorted().find((date) => journalOf({ s3 }, date)?.record !== undefined);
}

function journalOf(episode: Pick<Episode, 's3'>, date: string): DayJournal | undefined {
  const key = `state/days/${date}.json`;
  const stored = episode.s3.get(key);
  return stored && parseJournal(new TextDecoder().decode(stored.body), key);
}

function linesOf(episode: Episode): readonly SignalRecord[] {
  const stored = episode.s3.get('outputs/btc_signals.jsonl');
  if (stored === undefined) return [];
  const { entries, faults } = parseSignalLog(new TextDecoder().decode(stored.body));
  if (faults.length > 0) throw new Error(faults.join('; '));
  return entries.map(({ record }) => record as unknown as SignalRecord);
}
