/**
 * The state of a deployment, read from its store: the journals of the last days, their lines in the
 * signal log, the model and the kill switch. What cannot be read is told, not thrown.
 */

import { DAY_SECONDS, utcDate } from '../../engine/core/bar-time.ts';
import { InputError, OutsideError } from '../../engine/core/errors.ts';
import {
  textOf,
  type ObjectStore,
  type OperatorStore,
} from '../../engine/live/edges/object-store.ts';
import { parseSignalLog } from '../../engine/live/journal/signal-log.ts';
import {
  journalKey,
  journalsPrefix,
  parseJournal,
  type DayJournal,
} from '../../engine/live/journal/day-journal.ts';
import { readKillSwitch, type KillSwitch } from '../../engine/live/journal/kill-switch.ts';
import type { LiveSettings } from '../../engine/live/live-settings.ts';
import { checkMarket } from '../../engine/live/model/fit-for-market.ts';
import { loadModelArtifact, type ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { fetchModel } from '../../engine/live/model/model-pointer.ts';
import { catalogue } from '../../features/catalogue.ts';

/** The model that the next run would use. */
export type PublishedModel = {
  /** Undefined if the store has none, or if it cannot be used. */
  readonly artifact: ModelArtifact | undefined;
  /** Whole days since the open of its last bar. */
  readonly ageDays: number | undefined;
  /** A run refuses an older one. */
  readonly ageLimitDays: number;
  /** Why the next run would refuse it; null if it would not, or if there is none. */
  readonly fault: string | null;
};

export type Deployment = {
  /** The journals of the last days, the oldest first. */
  readonly journals: readonly DayJournal[];
  /** Journals that cannot be read, each with the reason. */
  readonly broken: readonly string[];
  readonly log: SignalLog;
  readonly model: PublishedModel;
  /** Undefined if it is off. */
  readonly killSwitch: KillSwitch | undefined;
};

/** The signal log as text, line by line. */
export type SignalLog = {
  /** The first line of each date. */
  readonly lines: ReadonlyMap<string, string>;
  /** Lines that are no record of a day. */
  readonly broken: number;
};

/** Reads the last `days` days up to today. @throws OutsideError if the store cannot be read */
export async function readDeployment(
  store: OperatorStore,
  settings: LiveSettings,
  at: { readonly nowMs: number; readonly days: number },
): Promise<Deployment> {
  const { s3StatePrefix: prefix } = settings;
  const before = utcDate(Math.floor(at.nowMs / 1000) - at.days * DAY_SECONDS);
  const keys = await store.list(journalsPrefix(prefix), journalKey(prefix, before));
  const read = await Promise.all(keys.map((key) => readJournal(store, key)));
  return {
    journals: read.filter((journal) => typeof journal !== 'string'),
    broken: read.filter((journal) => typeof journal === 'string'),
    log: await readLog(store, settings.s3SignalsKey),
    model: await publishedModel(store, settings, at.nowMs),
    killSwitch: await readKillSwitch(store, prefix),
  };
}

async function readJournal(store: ObjectStore, key: string): Promise<DayJournal | string> {
  try {
    return parseJournal(textOf((await store.read(key))!), key);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return error.message;
  }
}

async function readLog(store: ObjectStore, key: string): Promise<SignalLog> {
  const stored = await store.read(key);
  const text = stored === undefined ? '' : textOf(stored);
  const { entries, faults } = parseSignalLog(text);
  const lines = new Map<string, string>();
  let broken = faults.length;
  for (const { line, record } of entries) {
    const { date } = record;
    if (typeof date !== 'string') broken++;
    else if (!lines.has(date)) lines.set(date, line);
  }
  return { lines, broken };
}

/** The model in the store, and whether the next run would take it. */
export async function publishedModel(
  store: ObjectStore,
  settings: LiveSettings,
  nowMs: number,
): Promise<PublishedModel> {
  const { s3ModelKey: key, spotPair, modelMaxAgeDays: ageLimitDays } = settings;
  const model = (fault: string | null): PublishedModel => {
    return { artifact, ageDays, ageLimitDays, fault };
  };
  let artifact: ModelArtifact | undefined;
  let ageDays: number | undefined;
  try {
    const stored = await fetchModel(store, key);
    if (stored === undefined) return model(null);
    artifact = loadModelArtifact(stored.bytes, key, catalogue);
    const { header } = artifact;
    ageDays = Math.floor((nowMs / 1000 - header.lastBarTime) / DAY_SECONDS);
    checkMarket(header, spotPair);
    if (ageDays >= 0 && ageDays <= ageLimitDays) return model(null);
    const last = utcDate(header.lastBarTime);
    const range = `expected an age of 0 to ${ageLimitDays} days`;
    return model(`its last bar is of ${last}: ${range}, got ${ageDays}`);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof OutsideError)) throw error;
    return model(error.message);
  }
}
