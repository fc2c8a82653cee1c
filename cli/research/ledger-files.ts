/**
 * The ledger of trials on disk: a folder for each data file, named by the file's SHA-256, with a
 * numbered file for each run that added trials. WALKFOREST_LEDGER moves it; nothing switches it
 * off.
 */

import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isoTime } from '../../engine/core/bar-time.ts';
import { toError } from '../../engine/core/errors.ts';
import { UntrustedVotes } from '../../engine/queue/untrusted-votes.ts';
import {
  countTrials,
  nextBatch,
  readLedger,
  type Ledger,
  type ScoredTrial,
} from '../../selection/ledger.ts';
import type { CommandContext, RunData } from '../framework/command.ts';
import type { JsonInput } from '../framework/json-document.ts';
import { cacheFolder } from '../framework/run-bars.ts';

/** How many trials there were, or why that is not known. */
export type TrialCount =
  | {
      /** Different trials of this run. */
      readonly here: number;
      /** Different trials of all runs on this data file, this one included. */
      readonly ever: number;
      /** The first file of the ledger that is not what was written, or undefined. */
      readonly brokenAt: string | undefined;
    }
  | { readonly missing: string };

/** Two runs that end at the same time try again, each with the next number. */
const TRIES = 50;

/** What to do if there is no place for a ledger. */
const ANOTHER_FOLDER = 'WALKFOREST_LEDGER names another folder';

/** Adds the trials of a run on `data` to the ledger, and counts them all. */
export async function recordTrials(
  context: CommandContext,
  command: string,
  { sha256 }: Pick<RunData, 'sha256'>,
  trials: readonly ScoredTrial[],
): Promise<TrialCount> {
  if (context.replaying) return { missing: 'a replay adds no trials' };
  const folder = ledgerFolder(context, sha256);
  if (folder === undefined) return { missing: `no home folder (${ANOTHER_FOLDER})` };
  const at = isoTime(Math.floor(context.now() / 1000));
  const run = { data: sha256, at, command, version: context.version };
  try {
    const { trials: all, brokenAt } = await added(folder, (ledger) =>
      nextBatch(ledger, trials, run),
    );
    return { here: countTrials(trials), ever: all.length, brokenAt };
  } catch (error) {
    const reason = `${toError(error).message} (${ANOTHER_FOLDER})`;
    context.note(`the trials of this run are in no ledger: ${reason}`);
    return { missing: reason };
  }
}

/**
 * Adds the trials of a run that `error` has ended before its result: their figures were seen on the
 * way. Nothing is added if the votes behind them turned out to be wrong.
 */
export async function recordSeenTrials(
  context: CommandContext,
  command: string,
  data: Pick<RunData, 'sha256'>,
  { error, trials }: { readonly error: unknown; readonly trials: readonly ScoredTrial[] },
): Promise<void> {
  if (trials.length === 0 || error instanceof UntrustedVotes) return;
  await recordTrials(context, command, data, trials);
}

/** The ledger of a data file; empty if nothing was ever recorded. */
export async function readLedgerFolder(folder: string): Promise<Ledger> {
  return readBatches(folder, await batchNames(folder));
}

async function readBatches(folder: string, names: readonly string[]): Promise<Ledger> {
  const batches = names.map(async (name) => ({
    name: join(folder, name),
    text: await readFile(join(folder, name), 'utf8'),
  }));
  const ledger = readLedger(await Promise.all(batches));
  // A first file that was taken out with its successor rewritten shows in the numbers alone.
  const gap = names.findIndex((name, i) => numberOf(name) !== i + 1);
  return gap < 0 || ledger.brokenAt !== undefined
    ? ledger
    : { ...ledger, brokenAt: join(folder, names[gap]!) };
}

/** The folder of a data file's ledger; undefined where there is no place for one. */
export function ledgerFolder(context: CommandContext, sha256: string): string | undefined {
  const cache = cacheFolder(context);
  const named = context.env['WALKFOREST_LEDGER'];
  const moved = named === undefined || named === '' ? undefined : named;
  const folder = moved ?? (cache === undefined ? undefined : join(cache, 'ledger'));
  return folder === undefined ? undefined : join(folder, sha256.slice(0, 16));
}

/** A count as text: `Trials on these bars: 31 in this run, 512 in all runs so far (ledger).` */
export function trialCountText(count: TrialCount): string {
  if ('missing' in count)
    return `How many trials these bars have seen is not known: ${count.missing}.`;
  const { here, ever, brokenAt } = count;
  const line = `Trials on these bars: ${here} in this run, ${ever} in all runs so far (ledger).`;
  if (brokenAt === undefined) return line;
  return `${line}\nThe ledger was changed from outside, so there may be more: ${brokenAt}`;
}

/** The document's `ledger`, which replay does not compare. */
export function trialCountJson(count: TrialCount): JsonInput {
  // Not null with a reason: the reasons are in a key of their own, which replay compares.
  if ('missing' in count) return { note: count.missing };
  const { here, ever, brokenAt } = count;
  return {
    trialsHere: here,
    trialsEver: ever,
    chainIntact: brokenAt === undefined,
    note: 'trialsEver and chainIntact hang on earlier runs, so replay does not compare them',
  };
}

/** The ledger after the batch that `batchOf` makes of it; nothing is written if there is none. */
async function added(
  folder: string,
  batchOf: (ledger: Ledger) => string | undefined,
): Promise<Ledger> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${process.pid}-${temporaryCount++}.partial`);
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const names = await batchNames(folder);
      const ledger = await readBatches(folder, names);
      const batch = batchOf(ledger);
      if (batch === undefined) return ledger;
      await writeSynced(temporary, batch);
      const next = join(folder, fileName(numberOf(names.at(-1)) + 1));
      // Fails if another run has taken the number in the meantime; it never replaces a file.
      if (await linked(temporary, next)) {
        return await readLedgerFolder(folder);
      }
    }
    throw new Error(`${folder}: ${TRIES} runs were faster`);
  } finally {
    await rm(temporary, { force: true });
  }
}

let temporaryCount = 0;

/** The names of the ledger's files, in the order of their numbers. */
async function batchNames(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).filter((name) => /^\d{6}\.jsonl$/.test(name)).sort();
}

function numberOf(name: string | undefined): number {
  return name === undefined ? 0 : Number(name.slice(0, 6));
}

function fileName(number: number): string {
  return `${String(number).padStart(6, '0')}.jsonl`;
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
