/** The journals and the signal log of an episode, as they stand in its bucket. */

import { parseJournal, type DayJournal } from '../../engine/live/journal/day-journal.ts';
import { parseSignalLog } from '../../engine/live/journal/signal-log.ts';
import type { SignalRecord } from '../../engine/live/journal/signal-record.ts';
import type { Episode } from './episode.ts';

const DAYS = 'state/days/';

type Bucket = Pick<Episode, 's3'>;
type Stored = NonNullable<ReturnType<Episode['s3']['get']>>;

/** What was read of an object. Each write makes a new object, so nothing here gets old. */
const journals = new WeakMap<Stored, DayJournal>();
const logs = new WeakMap<Stored, readonly SignalRecord[]>();
const decoder = new TextDecoder();

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
  return stored && read(journals, stored, (text) => parseJournal(text, key));
}

/** The lines of the signal log. @throws Error if one is no record of a day */
export function linesOf({ s3 }: Bucket): readonly SignalRecord[] {
  const stored = s3.get('outputs/btc_signals.jsonl');
  return stored === undefined ? [] : read(logs, stored, recordsIn);
}

function recordsIn(text: string): readonly SignalRecord[] {
  const { entries, faults } = parseSignalLog(text);
  if (faults.length > 0) throw new Error(faults.join('; '));
  return entries.map(({ record }) => record as unknown as SignalRecord);
}

/** Calls `found` if a run takes a day over from another one whose lease has not ended. */
export function watchLeases(
  { s3, clock }: Pick<Episode, 's3' | 'clock'>,
  found: (what: string) => void,
): void {
  const { put } = s3;
  const watched: typeof put = (path, body, condition) => {
    const before = path.startsWith(DAYS) ? s3.get(path) : undefined;
    const etag = put(path, body, condition);
    if (before === undefined || typeof etag === 'number') return etag;
    const parse = (text: string): DayJournal => parseJournal(text, path);
    const [old, now] = [read(journals, before, parse), read(journals, s3.get(path)!, parse)];
    const left = old.leaseUntil - clock.now();
    if (now.run !== old.run && left > 0)
      found(`${now.run} took ${path} from ${old.run}, ${left} ms`);
    return etag;
  };
  Object.assign(s3, { put: watched });
}

function read<T>(known: WeakMap<Stored, T>, stored: Stored, parse: (text: string) => T): T {
  const before = known.get(stored);
  if (before !== undefined) return before;
  const found = parse(decoder.decode(stored.body));
  known.set(stored, found);
  return found;
}
