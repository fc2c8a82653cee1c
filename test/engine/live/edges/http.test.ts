import { describe, expect, it } from 'vitest';
import {
  ExchangeRefused,
  HttpFailure,
  plainCause,
  quotedReason,
} from '../../../../engine/live/edges/failures.ts';
import { READ_ATTEMPTS, retryRead, send } from '../../../../engine/live/edges/http.ts';
import type { Fetch, Http } from '../../../../engine/live/edges/http.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const URL = 'http://127.0.0.1:1/x?key=SECRET';
const REQUEST = { label: 'test read', method: 'GET', url: URL } as const;

const NEVER: Fetch = () => new Promise(() => {});

function answering(status: number, body: string): Fetch {
  return async () => ({ status, headers: { get: () => null }, text: async () => body });
}

function httpWith(fetch: Fetch, budgetMs = 600_000): Http {
  const clock = createVirtualClock(0);
  return { fetch, clock, random: () => 0.5, deadline: budgetMs };
}

function broken(code: string): Fetch {
  return async () => {
    throw new TypeError('fetch failed SECRET', { cause: Object.assign(new Error('x'), { code }) });
  };
}

describe('a request', () => {
  it.each([
    ['429', answering(429, '{}'), 'rate limit (status 429)'],
    ['503', answering(503, '{"a":1}'), 'server error (status 503)'],
    ['HTML', answering(200, '<html>SECRET</html>'), 'not JSON (an HTML page, status 200)'],
    ['truncated JSON', answering(200, '{"a":SECRET'), 'not JSON (cut off or no JSON, status 200)'],
    ['a reset', broken('ECONNRESET'), 'reset (ECONNRESET)'],
    ['no server', broken('ECONNREFUSED'), 'unreachable (ECONNREFUSED)'],
    ['no answer', NEVER, 'timeout (8000 ms)'],
  ] as const)('with %s fails, and the error shows no secret', async (_, fetch, message) => {
    const failure = await send(httpWith(fetch), REQUEST).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(HttpFailure);
    expect(String(failure)).toBe(`OutsideError: test read: ${message}`);
    expect(String((failure as Error).cause)).not.toContain('SECRET');
  });

  it('with status 4xx and JSON gives that answer', async () => {
    const answer = await send(httpWith(answering(400, '{"result":"error"}')), REQUEST);
    expect(answer).toEqual({ status: 400, json: { result: 'error' }, date: Number.NaN });
  });

  it('is not made when the time is over, and ends when the time ends', async () => {
    await expect(send(httpWith(NEVER, 0), REQUEST)).rejects.toThrow('test read: out of time');
    await expect(send(httpWith(NEVER, 300), REQUEST)).rejects.toThrow('timeout (300 ms)');
  });
});

describe('a read', () => {
  const counting = (fails: number, error: () => Error): [() => Promise<number>, () => number] => {
    let tries = 0;
    const attempt = async (): Promise<number> => {
      if (++tries <= fails) throw error();
      return tries;
    };
    return [attempt, () => tries];
  };
  const reset = (): Error => new HttpFailure('x', 'reset');

  it('is tried again after random pauses that grow', async () => {
    const http = httpWith(answering(200, ''));
    const [attempt] = counting(3, reset);
    expect(await retryRead(http, attempt)).toBe(4);
    expect(http.clock.now()).toBe(0.5 * (500 + 1000 + 2000));
  });

  it.each([
    ['seconds', '90', 90_000],
    ['a date', 'Thu, 01 Jan 1970 00:02:00 GMT', 120_000],
    ['a date in the past', 'Wed, 31 Dec 1969 00:00:00 GMT', 250],
    ['no time', 'soon', 250],
  ])('waits as long as the server asks for, in %s', async (_, header, expectedMs) => {
    let tries = 0;
    const fetch: Fetch = async () => {
      const status = tries++ === 0 ? 429 : 200;
      const headers = { get: (name: string) => (name === 'retry-after' ? header : null) };
      return { status, headers, text: async () => '{}' };
    };
    const http = httpWith(fetch);
    await retryRead(http, () => send(http, REQUEST));
    expect([tries, http.clock.now()]).toEqual([2, expectedMs]);
  });

  it('gives up at once if the server asks for more time than is left', async () => {
    const [attempt, tries] = counting(1, () => {
      return new HttpFailure('x', 'rate limit', '', { retryAfterMs: 601_000 });
    });
    await expect(retryRead(httpWith(answering(200, '')), attempt)).rejects.toThrow('rate limit');
    expect(tries()).toBe(1);
  });

  it('gives up after the last allowed try, or if the time would end first', async () => {
    const [attempt, tries] = counting(99, reset);
    await expect(retryRead(httpWith(answering(200, '')), attempt)).rejects.toThrow('reset');
    expect(tries()).toBe(READ_ATTEMPTS);
    const [late, lateTries] = counting(99, reset);
    await expect(retryRead(httpWith(answering(200, ''), 800), late)).rejects.toThrow('reset');
    expect(lateTries()).toBe(3);
  });

  it.each([true, false])(
    'is tried again after a refusal only if the refusal passes: %s',
    async (passes) => {
      const refused = (): Error => new ExchangeRefused('x', 'no', { passes, nothingDone: false });
      const [attempt, tries] = counting(1, refused);
      await retryRead(httpWith(answering(200, '')), attempt).catch(() => {});
      expect(tries()).toBe(passes ? 2 : 1);
    },
  );
});

describe('messages', () => {
  it('quote only plain words', () => {
    expect(quotedReason('EGeneral:Invalid arguments')).toBe('"EGeneral:Invalid arguments"');
    expect(quotedReason('key a1b2c3 is wrong')).toBe('an unknown reason');
    expect(quotedReason('x'.repeat(62))).toBe('an unknown reason');
  });

  it('have a cause with name and code only', () => {
    const error = Object.assign(new TypeError('secret'), { code: 'EPIPE' });
    expect(plainCause(error)?.message).toBe('TypeError EPIPE');
    expect(plainCause('secret')?.message).toBe('string');
    expect(plainCause(undefined)).toBeUndefined();
  });
});
