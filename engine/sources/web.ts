/**
 * Reading public data over HTTP: one JSON answer, asked for again while the failure may pass. The
 * network, the clock and the signal that stops the work are passed in. Data are foreign: messages
 * never quote an answer. Must not know: what the answers mean.
 */

import { Cancelled, InputError, OutsideError } from '../core/errors.ts';
import { retryRead, send, type Fetch, type Http } from '../live/edges/http.ts';

/** Where the public data are. No address needs a key. */
const SOURCE_URLS = {
  bitstamp: 'https://www.bitstamp.net',
  kraken: 'https://api.kraken.com',
  krakenFutures: 'https://futures.kraken.com',
  binance: 'https://fapi.binance.com',
  fearGreed: 'https://api.alternative.me',
  blockchain: 'https://api.blockchain.info',
} as const;

/** What public data are read with. */
export type Web = {
  readonly http: Http;
  /** Stops the work: no request begins after it aborts. */
  readonly signal: AbortSignal;
  /** For tests: a stand-in on 127.0.0.1 for all of `SOURCE_URLS`. */
  readonly loopbackUrl?: string | undefined;
  /** Called with each address that is asked for, once for all tries. */
  readonly onAsk?: (url: string) => void;
};

/** What is asked for: `https://HOST PATH ? QUERY`. */
type Question = {
  /** The name of the source in messages: fixed words. */
  readonly label: string;
  readonly host: keyof typeof SOURCE_URLS;
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | boolean>>;
};

/** The source answered that it will not give the data. Asking again would not help. */
export class SourceRefused extends OutsideError {
  readonly status: number;

  constructor(label: string, status: number, reason = reasonOf(status)) {
    super(`${label}: refused (${reason})`);
    this.status = status;
  }
}

/** Answers of a megabyte take longer than a request of live trading may. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A question with all of its tries and pauses fails after this time. */
const QUESTION_BUDGET_MS = 180_000;

const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d+$/;

/**
 * The address of a stand-in from the environment variable `name`, or undefined.
 * @throws InputError if the address is not on this machine
 */
export function loopbackOf(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  const url = env[name];
  if (url === undefined || url === '') return undefined;
  if (LOOPBACK.test(url)) return url;
  throw new InputError(`environment: expected ${name} to be http://127.0.0.1:PORT`);
}

/**
 * The JSON answer to `question`, given to `read`. It is asked for again while the failure may pass:
 * after a time-out, a reset, status 429 or 5xx, HTML or a cut answer, and after an error of `read`
 * that may pass.
 * @throws SourceRefused for other statuses 4xx, HttpFailure, what `read` throws, and Cancelled
 */
export async function ask<T>(web: Web, question: Question, read: (json: unknown) => T): Promise<T> {
  const { http, signal } = web;
  const { label, host, path } = question;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(question.query)) query.set(name, String(value));
  const url = `${web.loopbackUrl ?? SOURCE_URLS[host]}${path}?${query.toString()}`;
  web.onAsk?.(url);
  const deadline = Math.min(http.deadline, http.clock.now() + QUESTION_BUDGET_MS);
  return await retryRead({ ...http, deadline }, async () => {
    if (signal.aborted) throw new Cancelled();
    let status = 0;
    const fetch: Fetch = async (address, init) => {
      const reply = await http.fetch(address, init);
      status = reply.status;
      return reply;
    };
    const request = { label, method: 'GET', url, timeoutMs: REQUEST_TIMEOUT_MS } as const;
    try {
      const { json } = await send({ ...http, fetch, deadline }, request);
      if (!isRefusal(status)) return read(json);
    } catch (error) {
      // A refusal may come as an HTML page, which alone would look like a passing failure.
      if (!isRefusal(status)) throw error;
    }
    throw new SourceRefused(label, status);
  });
}

/** 408 and 429 pass; the other statuses 4xx do not. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function reasonOf(status: number): string {
  const reasons: Readonly<Record<number, string>> = {
    403: 'status 403, forbidden',
    404: 'status 404, it has no such data',
    418: 'status 418, this address asked too often and is barred for a while',
    451: 'status 451, not available by law from where this request comes',
  };
  return reasons[status] ?? `status ${status}`;
}
