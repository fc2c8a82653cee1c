/**
 * One invocation as a process that may die or stand still. Every request crosses three boundaries:
 * before it is sent, after the service has handled it, and after the reply. The process dies at a
 * chosen boundary, or at the time-out of the function; then none of its code runs any more, no
 * catch and no finally. At another boundary it stands still, with its timers, and later continues.
 */

import { OutsideError } from '../../engine/core/errors.ts';
import { WriteRefused } from '../../engine/live/edges/failures.ts';
import type { Fetch } from '../../engine/live/edges/http.ts';
import type { ListedStore } from '../../engine/live/edges/object-store.ts';
import { sleep, type WallClock } from '../../engine/live/edges/wall-clock.ts';
import type { FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { serve, wireRequest, type FaultPlan, type WireService } from '../../cli/stand-ins/wire.ts';

class Crashed extends Error {}

/** The time-out of the function in the stack. */
const TIMEOUT_MS = 180_000;

/** A fault in a call of the store, of the mail or of the secret: it hangs, then ends with `end`. */
export type CallFault = {
  readonly hangMs: number;
  /**
   * `nothing`: the call succeeds. `before`, `after`: it fails before or after the service has done
   * it. `conflict`: it is refused with 409. `late`: it fails, and the service does it `lateMs`
   * later.
   * `twice`: the service does it twice, because the SDK tries again after a lost answer.
   */
  readonly end: 'nothing' | 'before' | 'after' | 'conflict' | 'late' | 'twice';
  readonly lateMs: number;
};

export type SimulatedProcess = {
  readonly clock: WallClock;
  readonly fetch: Fetch;
  readonly store: ListedStore;
  readonly publish: (subject: string, text: string) => Promise<void>;
  readonly alarm: (subject: string, text: string) => Promise<void>;
  readonly secret: () => Promise<string>;
  /** Rejects with Crashed when the process dies. */
  readonly death: Promise<never>;
};

/** A process that dies at boundary `crashAt` and stands still at `freezeAt`; Infinity is never. */
export function startProcess(world: {
  readonly clock: VirtualClock;
  readonly crashAt: number;
  readonly freezeAt: number;
  readonly freezeMs: number;
  readonly latency: () => number;
  readonly exchange: WireService;
  readonly wireFaults: FaultPlan;
  readonly callFault: () => CallFault | undefined;
  readonly s3: FakeS3;
  readonly mail: (mail: { readonly subject: string; readonly text: string }) => void;
  readonly alarm: (mail: { readonly subject: string; readonly text: string }) => void;
  readonly secretText: string;
}): SimulatedProcess {
  const { clock, latency, s3 } = world;
  let boundaries = 0;
  let dead = false;
  let frozenUntil = 0;
  let die = (): void => {};
  const death = new Promise<never>((_, reject) => {
    die = () => {
      dead = true;
      reject(new Crashed('crashed'));
    };
  });
  clock.after(TIMEOUT_MS, die);
  /** Calls `wake` when the process is awake; never, if it is dead. */
  const awake = (wake: () => void): void => {
    if (dead) return;
    const ms = frozenUntil - clock.now();
    if (ms > 0) clock.after(ms, () => awake(wake));
    else wake();
  };
  const boundary = async (): Promise<void> => {
    boundaries++;
    if (boundaries >= world.crashAt) die();
    if (boundaries === world.freezeAt) frozenUntil = clock.now() + world.freezeMs;
    await new Promise<void>((resolve) => awake(resolve));
  };
  const cross = async <T>(work: () => T | Promise<T>): Promise<T> => {
    await boundary();
    await sleep(clock, latency());
    const result = await work();
    await boundary();
    await sleep(clock, latency());
    await boundary();
    return result;
  };
  const call = async <T>(work: () => T, writes = false): Promise<T> => {
    const fault = world.callFault();
    return await cross(async () => {
      if (fault === undefined) return work();
      if (fault.hangMs > 0) await sleep(clock, fault.hangMs);
      return faulty(clock, fault, work, writes);
    });
  };
  return {
    death,
    clock: { now: clock.now, after: (ms, wake) => clock.after(ms, () => awake(wake)) },
    fetch: (url, init) => cross(() => reply(world, url, init)),
    store: {
      read: (key) => call(() => s3.get(key)),
      list: (prefix, after) => call(() => s3.list(prefix, after)),
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
    publish: (subject, text) => call(() => world.mail({ subject, text })),
    alarm: (subject, text) => call(() => world.alarm({ subject, text })),
    secret: () => call(() => world.secretText),
  };
}

function faulty<T>(clock: VirtualClock, fault: CallFault, work: () => T, writes: boolean): T {
  switch (fault.end) {
    case 'nothing':
      return work();
    case 'before':
      throw new OutsideError('the service did not answer');
    case 'after':
      work();
      throw new OutsideError('the answer was lost');
    case 'conflict':
      if (writes) throw new WriteRefused('refused (status 409)');
      return work();
    case 'late':
      clock.after(fault.lateMs, () => {
        try {
          work();
        } catch {
          // The late write is refused, but no code waits for its result.
        }
      });
      throw new OutsideError('the service did not answer yet');
    case 'twice':
      work();
      return work();
  }
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
