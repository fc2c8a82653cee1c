/** The journals and the signal log of an episode, as they stand in its bucket. */

import { parseJournal, type DayJournal } from '../../engine/live/journal/day-journal.ts';
import { parseSignalLog } from '../../engine/live/journal/signal-log.ts';
import type { SignalRecord } from '../../engine/live/journal/signal-record.ts';
import type { Episode } from './episode.ts';

const DAYS = 'state/days/';

type Bucket = Pick<Episode, 's3'>;

/** The dates that have a journal, in order. */
export function journalDates({ s3 }: Bucket): readonly string[] {
  return [...s3.objects.keys()]
    .filter((key) => key.startsWith(DAYS))
    .map((key) => key.slice(DAYS.length, -'.json'.length))
    .toSorted();
}

/** The journal of `date`, or undefined if there is none. */
export function journalOf({ s3 }: Bucket, date: string): DayJournal | undefined {
  const key = `${DAYS}${date}.json`;
  const stored = s3.get(key);
  return stored && parseJournal(new TextDecoder().decode(stored.body), key);
}

/** The lines of the signal log. @throws Error if one is no record of a day */
export function linesOf({ s3 }: Bucket): readonly SignalRecord[] {
  const stored = s3.get('outputs/btc_signals.jsonl');
  if (stored === undefined) return [];
  const { entries, faults } = parseSignalLog(new TextDecoder().decode(stored.body));
  if (faults.length > 0) throw new Error(faults.join('; '));
  return entries.map(({ record }) => record as unknown as SignalRecord);
}
