/**
 * One invocation as a process that may die: every request crosses three boundaries (before it is
 * sent, after the service did it, after the reply), and at a chosen one the process is gone.
 * Nothing of it runs on: no catch, no finally, as when a function is killed.
 */

import { OutsideError } from '../../engine/core/errors.ts';
import { WriteRefused } from '../../engine/live/failures.ts';
import type { Fetch } from '../../engine/live/http.ts';
import type { ListedStore } from '../../engine/live/object-store.ts';
import type { WallClock } from '../../engine/live/wall-clock.ts';
import type { FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { serve, wireRequest, type FaultPlan, type WireService } from '../../cli/stand-ins/wire.ts';

export class Crashed extends Error {}

/** A fault of a store or of the mail. */
export type CallFault = 'before' | 'after' | 'conflict' | undefined;

export type SimulatedProcess = {
  readonly clock: WallClock;
  readonly fetch: Fetch;
  readonly store: ListedStore;
  readonly publish: (subject: string, text: string) => Promise<void>;
  /** Rejects with Crashed when the process dies. */
  readonly death: Promise<never>;
};

/** A process that dies at boundary `crashAt` (never: Infinity). */
export function startProcess(world: {
  readonly clock: VirtualClock;
  readonly crashAt: number;
  readonly latency: () => number;
  readonly exchange: WireService;
  readonly wireFaults: FaultPlan;
  readonly callFault: () => CallFault;
  readonly s3: FakeS3;
  readonly mail: (subject: string) => void;
}): SimulatedProcess {
  const { clock, latency, s3 } = world;
  let boundaries = 0;
  let dead = false;
  let die: ((crash: Error) => void) | undefined;
  const death = new Promise<never>((_, reject) => {
    die = reject;
  });
  const boundary = (): Promise<void> | undefined => {
    if (!dead && ++boundaries >= world.crashAt) {
      dead = true;
      die?.(new Crashed('crashed'));
    }
    return dead ? new Promise(() => {}) : undefined;
  };
  const travel = (): Promise<void> => new Promise((resolve) => clock.after(latency(), resolve));
  const cross = async <T>(work: () => T | Promise<T>): Promise<T> => {
    await boundary();
    await travel();
    const result = await work();
    await boundary();
    await travel();
    await boundary();
    return result;
  };
  const call = async <T>(work: () => T, writes: boolean): Promise<T> => {
    const fault = world.callFault();
    return await cross(() => {
      if (fault === 'before') throw new OutsideError('the service did not answer');
      if (fault === 'conflict' && writes) throw new WriteRefused('refused (status 409)');
      const result = work();
      if (fault === 'after') throw new OutsideError('the answer was lost');
      return result;
    });
  };
  return {
    death,
    clock: {
      now: clock.now,
      after: (ms, wake) => clock.after(ms, () => (dead ? undefined : wake())),
    },
    fetch: (url, init) => cross(() => reply(world, url, init)),
    store: {
      read: (key) => call(() => s3.get(key), false),
      list: (prefix, after) => call(() => s3.list(prefix, after), false),
      write: (key, body, condition) => {
        const only =
          'ifAbsent' in condition ? { ifNoneMatch: '*' } : { ifMatch: condition.ifMatch };
        return call(() => {
          const etag = s3.put(key, body, only);
          if (typeof etag === 'number') throw new WriteRefused(`refused (status ${etag})`);
          return etag;
        }, true);
      },
    },
    publish: (subject) => call(() => world.mail(subject), false),
  };
}

async function reply(
  world: Pick<Parameters<typeof startProcess>[0], 'clock' | 'exchange' | 'wireFaults'>,
  url: string,
  init: Parameters<Fetch>[1],
): ReturnType<Fetch> {
  const { method, headers, body = '' } = init;
  const request = wireRequest({ method, url, headers, body });
  const later = world.clock.after;
  const outcome = serve(world.exchange, world.wireFaults, request, later);
  if (outcome === 'hang') return await new Promise(() => {});
  if (outcome === 'reset') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  const text = outcome.body as string;
  return {
    status: outcome.status,
    headers: { get: (name) => outcome.headers?.[name] ?? null },
    text: async () => text,
  };
}
