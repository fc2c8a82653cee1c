/**
 * The workers of a queue as whoever gives work sees them: who is there, who does not fit, and what
 * the command tells about them on stderr.
 */

import type { Redis } from 'ioredis';
import type { Clock } from '../../engine/core/phase-timer.ts';
import { membersOf, type Member } from './queue-members.ts';
import { createStrangerNotes, fits } from './stranger-notes.ts';

export type QueueCrew = {
  /** Threads of all workers that can take the tasks. */
  readonly threads: () => number;
  /** Looks who is there, and notes what has changed. */
  readonly look: () => Promise<void>;
  /** Notes, at most twice a minute, how much each worker has done. */
  readonly tellRate: (counts: ReadonlyMap<string, number>) => void;
};

/** What a crew needs. */
export type CrewParts = {
  readonly redis: Redis;
  /** The command. */
  readonly member: Member;
  readonly note: (line: string) => void;
  readonly clock: Clock;
  /** The command line that starts a worker. */
  readonly startLine: string;
};

const SAY_NOBODY_AFTER_MS = 3000;
const RATE_EVERY_MS = 30_000;

/** The crew of one command. */
export function createCrew({ redis, member, note, clock, startLine }: CrewParts): QueueCrew {
  const startMs = clock();
  let present: readonly Member[] = [];
  let told = '';
  let saidNobody = false;
  let rateMs = startMs;
  let rateCount = 0;
  const tellStrangers = createStrangerNotes(member, note);
  return {
    threads: () => present.reduce((sum, { threads }) => sum + threads, 0),
    look: async () => {
      const all = await membersOf(redis, 'worker');
      present = all.filter((worker) => fits(worker, member));
      tellStrangers(all);
      const text = crewText(present);
      if (present.length > 0 && text !== told) note(`queue: ${text}`);
      if (present.length > 0) saidNobody = false;
      if (present.length === 0 && !saidNobody && clock() - startMs > SAY_NOBODY_AFTER_MS) {
        saidNobody = true;
        note(`queue: no worker answers yet; start one on any machine: ${startLine}`);
      }
      told = text;
    },
    tellRate: (counts) => {
      const elapsedMs = clock() - rateMs;
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      if (elapsedMs < RATE_EVERY_MS || total === rateCount) return;
      const rate = (1000 * (total - rateCount)) / elapsedMs;
      rateMs += elapsedMs;
      rateCount = total;
      note(`queue: ${total} tasks, ${rate.toFixed(1)} tasks/s; ${countsText(counts)}`);
    },
  };
}

/** How many tasks each worker did: `den 12, attic 9`; the first few of many. */
export function countsText(counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].map(([id, count]) => `${id} ${count}`);
  return listed(parts);
}

function crewText(members: readonly Member[]): string {
  const threads = members.reduce((sum, member) => sum + member.threads, 0);
  const where = listed(members.map((member) => `${member.id} ${member.threads}`));
  return `${members.length} worker(s), ${threads} thread(s): ${where}`;
}

const MOST_LISTED = 8;

function listed(parts: readonly string[]): string {
  const rest = parts.length - MOST_LISTED;
  const shown = parts.slice(0, MOST_LISTED).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
