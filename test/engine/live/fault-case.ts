/** One row of the fault matrix, and the pieces that rows are made of. */

import type { LiveSite } from '../../fakes/live-site.ts';
import { jumpingFetch } from '../../fakes/live-site.ts';
import {
  formOf,
  type FaultPlan,
  type WireFault,
  type WireRequest,
} from '../../../cli/stand-ins/wire.ts';

export type FaultCase = {
  /** As the issue names it. */
  readonly fault: string;
  readonly how: string;
  readonly env?: Record<string, string>;
  readonly given?: (site: LiveSite) => unknown;
  /** What happens; one run where it is left out. Returns the error of the last run, if any. */
  readonly when?: (site: LiveSite) => Promise<Error | undefined>;
  readonly expected: Outcome;
};

type Outcome = {
  /** The error of the run; a run without one is expected to be done. */
  readonly error?: RegExp;
  /** Contracts held at the end, in truth. */
  readonly position: number;
  /** Orders that the exchange took. */
  readonly placed: number;
  readonly lines: number;
  readonly action?: string;
  /** In the texts of all mails. */
  readonly mail?: RegExp;
};

/** Which requests a fault meets. */
export type Where = (request: WireRequest) => boolean;

/** A fault for the first `times` requests that `where` picks. */
export function once(where: Where, fault: WireFault, times = 1): FaultPlan {
  let left = times;
  return (request) => (where(request) && left-- > 0 ? fault : undefined);
}

/** Every request that `where` picks. */
export function always(where: Where, fault: WireFault): FaultPlan {
  return once(where, fault, Number.POSITIVE_INFINITY);
}

/** Requests of the exchange whose path ends so. */
export function path(end: string): Where {
  return (request) => request.path.endsWith(end);
}

/** The mail service. */
export function isMail(request: WireRequest): boolean {
  return request.path === '/' && formOf(request).get('Action') === 'Publish';
}

/** Writes of day journals. */
export function isJournalWrite(request: WireRequest): boolean {
  return request.method === 'PUT' && request.path.includes('/state/days/');
}

/** An answer with this status and no JSON. */
export function status(code: number): WireFault {
  return { kind: 'answer', answer: { status: code, body: 'no' } };
}

/** Two runs, the second an hour later; the error of the second. */
export async function twice(site: LiveSite): Promise<Error | undefined> {
  await site.failure();
  site.faults = [];
  site.clock.goTo(site.clock.now() + 3_600_000);
  return await site.failure();
}

/** Starts a run and kills it once the request that `where` picks was answered. */
export async function killAfter(site: LiveSite, where: (url: string) => boolean): Promise<void> {
  const fetch = jumpingFetch(site.clock);
  let killed = (): void => {};
  const death = new Promise<void>((resolve) => {
    killed = resolve;
  });
  site.fetch = async (url, init) => {
    const reply = await fetch(url, init);
    if (!where(url)) return reply;
    killed();
    return await new Promise(() => {});
  };
  const run = site.failure();
  await Promise.race([death, run]);
  site.clock.clear();
  site.fetch = fetch;
}
