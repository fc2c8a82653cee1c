/**
 * Who is at a queue: workers, and commands that give work. Each announces itself every two seconds
 * under a key that expires, so whoever ends without a word is gone after some seconds.
 */

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { EngineMark } from '../../engine/queue/engine-mark.ts';
import { LIFETIME, memberKey, membersKey, type MemberKind } from '../../engine/queue/queue-keys.ts';

export type Member = {
  /** The name and six random digits: a worker that is started again is another member. */
  readonly id: string;
  readonly name: string;
  readonly engine: EngineMark;
  /** Threads that grow forests; 0 for one who gives work. */
  readonly threads: number;
  /** The address of the store where a worker may read data, or a command has them; if any. */
  readonly store?: string | undefined;
};

/** How often members announce themselves and look at each other. */
export const BEAT_MS = 2000;

/** A new member. Without a name it has that of the machine. */
export function newMember(
  own: Pick<Member, 'engine' | 'threads' | 'store'> & { readonly name?: string | undefined },
): Member {
  const { name = machineName(), ...rest } = own;
  return { id: `${name}-${randomBytes(3).toString('hex')}`, name, ...rest };
}

function machineName(): string {
  return hostname()
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 60);
}

/** Announces `member` for the next seconds. */
export async function announce(redis: Redis, kind: MemberKind, member: Member): Promise<void> {
  const { id } = member;
  const text = JSON.stringify(member);
  await redis.sadd(membersKey(kind), id);
  await redis.expire(membersKey(kind), LIFETIME.members);
  await redis.set(memberKey(kind, id), text, 'EX', LIFETIME.member);
}

/** Takes `member` off the list. */
export async function leave(redis: Redis, kind: MemberKind, { id }: Member): Promise<void> {
  await redis.del(memberKey(kind, id));
  await redis.srem(membersKey(kind), id);
}

/**
 * All who are there, in the order of their ids. Those who have gone are taken off the list. Whoever
 * does not announce itself in this form counts as absent, because anybody may write there.
 */
export async function membersOf(redis: Redis, kind: MemberKind): Promise<readonly Member[]> {
  const ids = (await redis.smembers(membersKey(kind))).sort();
  if (ids.length === 0) return [];
  const texts = await redis.mget(ids.map((id) => memberKey(kind, id)));
  const gone = ids.filter((_, i) => texts[i] === null);
  if (gone.length > 0) await redis.srem(membersKey(kind), ...gone);
  return texts.flatMap((text, i) => (text === null ? [] : readMember(text, ids[i]!)));
}

/** Short, and without characters that move a cursor: messages show it. */
const SHOWN = z.string().regex(/^[\w.+-]{1,80}$/);

const MEMBER = z.object({
  id: SHOWN,
  name: SHOWN,
  engine: z.object({ version: SHOWN, kernel: SHOWN }),
  threads: z.int().min(0).max(4096),
  store: z
    .string()
    .regex(/^s3:\/\/[\w./=-]{1,1000}$/)
    .optional(),
});

/** The member that `text` announces under the id `id`, as a list; empty if it announces none. */
function readMember(text: string, id: string): readonly Member[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Not JSON, so it is no member.
    return [];
  }
  const { data } = MEMBER.safeParse(content);
  return data?.id === id ? [data] : [];
}
