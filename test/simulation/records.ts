/**
 * What must hold of an episode's records: every day has one line, mail and journal that agree, with
 * the model's signal; every order is in a line with what it filled; trouble raises an alarm; no
 * secret is anywhere.
 */

import { logRecord, type DayJournal } from '../../engine/live/journal/day-journal.ts';
import { BY_FILLS, BY_POSITION, CONTRADICTED } from '../../engine/live/orders/settle-order.ts';
import {
  signalLabel,
  UNKNOWN,
  type SignalRecord,
} from '../../engine/live/journal/signal-record.ts';
import { secretsIn } from '../fakes/no-secrets.ts';
import type { Episode, SentMail } from './episode.ts';
import { journalDates, journalOf, linesOf } from './journals.ts';
import { wordOf } from './oracle.ts';

/** Checks an episode after its quiet last days. @throws Error that says what is wrong */
export function checkEpisode(episode: Episode): void {
  const lines = linesOf(episode);
  const dates = new Set(lines.map((line) => line.date));
  if (dates.size !== lines.length) throw new Error('a date has two log lines');
  for (const date of journalDates(episode)) {
    const journal = journalOf(episode, date)!;
    if (!journal.mailed) throw new Error(`${date}: still unfinished at the end`);
    if (journal.record !== undefined) checkRecord(episode, journal, lines);
    checkOrdersOnRecord(episode, journal, lines);
    checkAlarm(episode, journal);
  }
  for (const id of episode.orders.keys()) {
    const planned = lines.some((line) =>
      line.trade?.orders.some((order) => order.client_order_id === id),
    );
    if (!planned) throw new Error(`order ${id} is in no line`);
  }
  checkSecrets(episode);
  episode.counts.lines += lines.length;
  episode.counts.mails += episode.mails.length;
  episode.counts.alarms += episode.alarms.length;
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
  const mayBeFlat = episode.plans.get(date)!.stale === 'flat';
  if ((line.flat_because !== undefined) !== mayBeFlat) {
    throw new Error(`${date}: ${line.flat_because ?? 'decided'}, with a model that is too old`);
  }
  const label = journal.closing === undefined ? signalLabel(said) : 'FLAT by a guard';
  const mails = episode.mails.filter(({ subject }) => isOfDay(subject, date));
  if (!mails.some(({ subject }) => subject.startsWith(`BTC ${label}`))) {
    throw new Error(`${date}: no mail`);
  }
  const { standing } = journal;
  if (standing !== undefined && standing.contracts !== 0 && !mails.some(saysOpen)) {
    throw new Error(`${date}: no word about the position that stands`);
  }
}

function saysOpen({ subject }: SentMail): boolean {
  return subject.includes('POSITION OPEN');
}

/** A trade that did not reach its target, and a day that a guard or an old model made flat. */
function checkAlarm(episode: Episode, { date, trade, closing, record }: DayJournal): void {
  const fails = trade?.action === 'REFUSED' || trade?.action === 'UNFINISHED';
  const wanted = fails || closing !== undefined || record?.flat_because !== undefined;
  const raised = episode.alarms.some(({ subject }) => isOfDay(subject, date));
  if (wanted !== raised) throw new Error(`${date}: ${wanted ? 'no alarm' : 'an alarm'}`);
}

function isOfDay(subject: string, date: string): boolean {
  return subject.includes(` ${date}`) && !subject.includes('FAILED');
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
    const othersTrade = episode.rival !== undefined || met(episode.tradedByHand);
    const told =
      met(episode.falseRefusals) ||
      (order.status === CONTRADICTED && met(episode.forgetful)) ||
      ([CONTRADICTED, BY_POSITION].includes(order.status) && othersTrade) ||
      // The next day was in another phase, where the order cannot be looked up, or it could not be
      // looked up until a later day had traded.
      (order.status === UNKNOWN && line?.trade?.reasons.some((why) => NOT_LOOKED_UP.test(why))) ||
      (order.status === BY_FILLS && met(episode.forgetful)) ||
      // An order that closes did not wait for it, and it could not be read afterwards either.
      (order.status === UNKNOWN && journal.warnings.some((text) => text.includes(clientOrderId)));
    if (order.filled !== filled && told !== true) {
      throw new Error(`order ${clientOrderId} filled ${filled}, in the log ${order.filled}`);
    }
  }
}

const NOT_LOOKED_UP =
  /^(the environment has changed|other orders may have moved the position) since/;

/** Neither mails nor objects have a key, a secret or a signature. */
function checkSecrets({ mails, alarms, s3, futures }: Episode): void {
  const decoder = new TextDecoder();
  const texts = [
    ...[...mails, ...alarms].flatMap(({ subject, text }) => [subject, text]),
    ...[...s3.objects.keys()].map((key) => decoder.decode(s3.get(key)!.body)),
  ];
  const found = secretsIn(texts.join('\n'), [...futures.signatures]);
  if (found.length > 0) throw new Error('a secret is in a mail or in the bucket');
}
