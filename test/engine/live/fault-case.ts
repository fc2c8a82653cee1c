/** The rows of the fault matrix, and the parts that rows are made of. */

import { utcDate } from '../../../engine/core/bar-time.ts';
import { liveSettings } from '../../../engine/live/live-settings.ts';
import type { TradeRecord } from '../../../engine/live/journal/signal-record.ts';
import type { NeutralPolicy } from '../../../engine/trade/positions.ts';
import type { LiveSite } from '../../fakes/live-site.ts';
import { BUCKET, jumpingFetch } from '../../fakes/live-site.ts';
import {
  formOf,
  type FaultPlan,
  type WireFault,
  type WireRequest,
} from '../../../cli/stand-ins/wire.ts';

export type FaultCase = {
  /** A name of the list in fault-matrix.test.ts, or another. */
  readonly fault: string;
  readonly how: string;
  readonly env?: Record<string, string>;
  /** What the model does on neutral; without it the row holds under either policy. */
  readonly neutral?: NeutralPolicy;
  readonly given?: (site: LiveSite) => unknown;
  /** What happens; by default one run. Gives the error of the last run, if there is one. */
  readonly when?: (site: LiveSite) => Promise<Error | undefined>;
  readonly expected: Outcome;
};

type Outcome = {
  /** The error of the last run. If it is left out, the run must succeed. */
  readonly error?: RegExp;
  /** Contracts that the exchange really holds at the end. */
  readonly position: number;
  /** Number of orders that the exchange placed. */
  readonly placed: number;
  readonly lines: number;
  readonly action?: string;
  /** Number of mails. */
  readonly mails?: number;
  /** Must be found in the texts of all mails. */
  readonly mail?: RegExp;
};

/** Says which requests a fault is for. */
export type Where = (request: WireRequest) => boolean;

/** A fault for the first `times` requests that `where` selects. */
export function once(where: Where, fault: WireFault, times = 1): FaultPlan {
  let left = times;
  return (request) => (where(request) && left-- > 0 ? fault : undefined);
}

/** A fault for every request that `where` selects. */
export function always(where: Where, fault: WireFault): FaultPlan {
  return once(where, fault, Number.POSITIVE_INFINITY);
}

/** Requests whose path ends with `end`. */
export function path(end: string): Where {
  return (request) => request.path.endsWith(end);
}

/** Whether a request sends a mail. */
export function isMail(request: WireRequest): boolean {
  return request.path === '/' && formOf(request).get('Action') === 'Publish';
}

/** Whether a request writes a day journal. */
export function isJournalWrite(request: WireRequest): boolean {
  return request.method === 'PUT' && request.path.includes('/state/days/');
}

/** An answer with this status and no JSON. */
export function status(code: number): WireFault {
  return { kind: 'answer', answer: { status: code, body: 'no' } };
}

/** Turns the kill switch on. */
export function stopTrading(site: LiveSite): void {
  site.s3.put(`${BUCKET}/state/kill-switch`, new Uint8Array(1), {});
}

/** Turns the kill switch off. */
export function resumeTrading(site: LiveSite): void {
  site.s3.remove(`${BUCKET}/state/kill-switch`, undefined);
}

/** Two runs, the second an hour later and without faults. Gives the error of the second. */
export async function twice(site: LiveSite): Promise<Error | undefined> {
  await site.failure();
  site.faults = [];
  site.clock.goTo(site.clock.now() + 3_600_000);
  return await site.failure();
}

/** All runs of the schedule of the current day from now on. Gives the error of the last one. */
export async function allRuns(site: LiveSite): Promise<Error | undefined> {
  const date = utcDate(site.clock.now() / 1000);
  let error: Error | undefined;
  for (const time of liveSettings(site.env).runTimes) {
    const at = Date.parse(`${date}T${time}:00Z`);
    if (at < site.clock.now()) continue;
    site.clock.goTo(at);
    error = await site.failure();
  }
  return error;
}

/** Starts a run and kills it when the request that `where` selects has been answered. */
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

/** LONG on the first day; then `change`, and the second day. */
export async function secondDay(
  site: LiveSite,
  change: (site: LiveSite) => void,
): Promise<Error | undefined> {
  await site.run();
  site.nextDay();
  change(site);
  return await site.failure();
}

/** The mails since the site had `count` of them, each as one text. */
function mailsAfter(site: LiveSite, count: number): readonly string[] {
  return site.aws.mails.slice(count).map(({ subject, text }) => `${subject}\n${text}`);
}

/** Runs `days` more days. Gives an error for a day without a mail that `expected` matches. */
export async function everyDay(
  site: LiveSite,
  days: number,
  expected: RegExp,
): Promise<Error | undefined> {
  for (let day = 1; day <= days; day++) {
    const count = site.aws.mails.length;
    site.nextDay();
    const error = await site.failure();
    if (error !== undefined) return error;
    if (!mailsAfter(site, count).some((mail) => expected.test(mail))) {
      return new Error(`day ${day}: no mail has ${expected}`);
    }
  }
  return undefined;
}

/** What the log says of the first day's orders and the position: `buy filled 1000, then 1000`. */
export function loggedTrade(site: LiveSite): string {
  const line = site.log().find(({ date }) => date === '2026-03-10');
  const { orders = [], position_after: after } = (line?.['trade'] ?? {}) as Partial<TradeRecord>;
  const said = orders.map((order) => `${order.side} ${order.status} ${order.filled}`);
  return `${said.join(', ')}, then ${after}`;
}
