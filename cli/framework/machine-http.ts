/** Requests of a command over the machine's network, with its clock and a time limit. */

import type { Http } from '../../engine/live/edges/http.ts';
import type { WallClock } from '../../engine/live/edges/wall-clock.ts';
import type { CommandContext } from './command.ts';

/** The wall clock with the machine's timers. */
export function machineClock(context: Pick<CommandContext, 'now'>): WallClock {
  return {
    now: context.now,
    after: (ms, wake) => {
      const timer = setTimeout(wake, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Requests that must all end within `seconds` from now. */
export function httpFor(context: Pick<CommandContext, 'now'>, seconds: number): Http {
  const clock = machineClock(context);
  return { fetch, clock, random: Math.random, deadline: clock.now() + seconds * 1000 };
}

/**
 * Requests that Ctrl-C stops: `signal` ends a request on its way, and a pause. Whoever makes them
 * asks the signal before each request.
 */
export function stoppableHttp(context: Pick<CommandContext, 'now' | 'signal'>): Http {
  const { signal } = context;
  const clock = machineClock(context);
  return {
    fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.any([init.signal, signal]) }),
    clock: {
      now: clock.now,
      after: (ms, wake) => {
        const cancel = clock.after(signal.aborted ? 0 : ms, end);
        signal.addEventListener('abort', end);
        function stop(): void {
          signal.removeEventListener('abort', end);
          cancel();
        }
        function end(): void {
          stop();
          wake();
        }
        return stop;
      },
    },
    random: Math.random,
    deadline: Number.POSITIVE_INFINITY,
  };
}
