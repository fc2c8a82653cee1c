/**
 * The keys of a queue in Redis and how long each of them lives. Everything expires, so a queue that
 * nobody uses leaves nothing behind but a few counters of BullMQ.
 */

/** All keys begin with this; BullMQ's own keys do, too. */
export const KEY_PREFIX = 'walkforest';

const key = (...parts: readonly string[]): string => [KEY_PREFIX, ...parts].join(':');

/** The bytes of a problem's data. */
export const dataKey = (sha256: string): string => key('data', sha256);
/** The answer to a task; that of a whole piece of work is the sum over its tasks. */
export const answerKey = (task: string): string => key('answer', task);
/** An answer to a task that differs from the one that was there first. */
export const disputeKey = (task: string): string => key('dispute', task);
/** How many tasks a piece of work was cut into: whoever continues it cuts it likewise. */
export const cutKey = (work: string): string => key('cut', work);
/** Why a task failed, a text for each try. */
export const failuresKey = (task: string): string => key('failures', task);
/** Set if a worker answered wrongly. */
export const excludedKey = (worker: string): string => key('excluded', worker);
/** The ids of all workers, or of all who give work. */
export const membersKey = (kind: MemberKind): string => key(`${kind}s`);
/** What a worker, or one who gives work, tells about itself. */
export const memberKey = (kind: MemberKind, id: string): string => key(kind, id);

export type MemberKind = 'worker' | 'coordinator';

/** Seconds that each of them lives. */
export const LIFETIME = {
  /** Renewed while the data are in use. */
  data: 3600,
  /** Long enough to start an interrupted command again. */
  answer: 6 * 3600,
  cut: 6 * 3600,
  failures: 3600,
  excluded: 86_400,
  /** Renewed every two seconds. */
  member: 7,
  members: 86_400,
} as const;
