/**
 * JSON requests over a `fetch` that is passed in. A request has a time-out and must fit into the
 * run's time budget; every failure gets a kind. `retryRead` repeats a read, with random pauses.
 * `send` makes one request only: if no answer comes, the caller has to find out what happened.
 * Must not know: exchanges, signatures.
 */

import { ExchangeRefused, HttpFailure, networkCode } from './failures.ts';
import { sleep, within, type TimeBudget } from './wall-clock.ts';

/** The part of `fetch` that is used here; the global `fetch` fits. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal: AbortSignal;
    readonly redirect: 'error';
  },
) => Promise<{
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly text: () => Promise<string>;
}>;

/** What requests are made with. `random` is uniform in [0, 1). */
export type Http = TimeBudget & { readonly fetch: Fetch; readonly random: () => number };

export type HttpRequest = {
  /** The name of the request in messages: fixed words, no secret and no parameter. */
  readonly label: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The request fails as a time-out after this time; 8 seconds if left out. */
  readonly timeoutMs?: number;
};

export type HttpAnswer = {
  readonly status: number;
  readonly json: unknown;
  /** The server's clock from the Date header, ms since 1970; NaN if there is no such header. */
  readonly date: number;
};

/** A request that takes longer than this fails as a time-out. */
const REQUEST_TIMEOUT_MS = 8_000;
/** A read is tried at most this often. */
export const READ_ATTEMPTS = 6;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;

/**
 * The answer to one request, which is made once. An answer with status 4xx and JSON is returned
 * too.
 * @throws HttpFailure for a time-out, a reset, status 429 or 5xx, HTML or truncated JSON
 */
export async function send(http: Http, request: HttpRequest): Promise<HttpAnswer> {
  const { label } = request;
  const left = http.deadline - http.clock.now();
  if (left <= 0) throw new HttpFailure(label, 'out of time');
  const ms = Math.min(request.timeoutMs ?? REQUEST_TIMEOUT_MS, left);
  const late = (): Error => new HttpFailure(label, 'timeout', `${ms} ms`);
  const work = (signal: AbortSignal): Promise<Exchanged> => exchange(http, request, signal);
  const { reply, text } = await within(http.clock, ms, work, late);
  if (reply.status === 429 || reply.status >= 500) {
    const kind = reply.status === 429 ? 'rate limit' : 'server error';
    const retryAfterMs = waitOf(reply.headers.get('retry-after'), http.clock.now());
    throw new HttpFailure(label, kind, `status ${reply.status}`, { retryAfterMs });
  }
  return {
    status: reply.status,
    json: parsedJson(label, reply.status, text),
    date: Date.parse(reply.headers.get('date') ?? ''),
  };
}

/**
 * The result of `attempt`. It is repeated, after a random pause that may grow, while its failure
 * may pass and there is time left. If the server says how long to wait, the pause is not shorter.
 */
export async function retryRead<T>(http: Http, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const pause = http.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** tries);
      const delay = Math.max(pause, error instanceof HttpFailure ? error.retryAfterMs : 0);
      const timeLeft = http.clock.now() + delay < http.deadline;
      if (!passes(error) || tries === READ_ATTEMPTS || !timeLeft) throw error;
      await sleep(http.clock, delay);
    }
  }
}

/** Whether the next read may succeed after `error`. */
function passes(error: unknown): boolean {
  if (error instanceof HttpFailure) return error.kind !== 'out of time';
  return error instanceof ExchangeRefused && error.passes;
}

type Exchanged = { readonly reply: Awaited<ReturnType<Fetch>>; readonly text: string };

async function exchange(http: Http, request: HttpRequest, signal: AbortSignal): Promise<Exchanged> {
  const { label, method, url, headers = {}, body } = request;
  try {
    const reply = await http.fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers },
      signal,
      redirect: 'error',
      ...(body === undefined ? {} : { body }),
    });
    return { reply, text: await reply.text() };
  } catch (error) {
    const code = networkCode(error);
    const refused = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/.test(code);
    throw new HttpFailure(label, refused ? 'unreachable' : 'reset', code, { cause: error });
  }
}

/** The wait in ms that a Retry-After header asks for, in seconds or as a date; 0 if in none. */
function waitOf(header: string | null, nowMs: number): number {
  const text = header ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return ms > 0 ? ms : 0;
}

function parsedJson(label: string, status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may hold balances, so it is not passed on.
    const html = /^\s*</.test(text) ? 'an HTML page' : 'cut off or no JSON';
    throw new HttpFailure(label, 'not JSON', `${html}, status ${status}`);
  }
}
