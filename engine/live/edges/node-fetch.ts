/**
 * A `Fetch` on `node:http` and `node:https`. The AWS SDK has loaded these two already, while the
 * global `fetch` would load a second HTTP stack at every cold start. It makes one request for one
 * answer: it follows no redirect, repeats nothing, and asks for no compression.
 */

import { request as httpRequest, type Agent } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Fetch } from './http.ts';

/** A server's protection against bots may refuse requests without a user agent. */
const USER_AGENT = 'walkforest';

/**
 * Resolves with the whole answer. Rejects with the socket's own error, which has a `code`; it also
 * rejects for a redirect, and when `signal` aborts.
 */
export const nodeFetch: Fetch = (url, init) => fetchThrough(undefined, url, init);

/** The same on the connections of `agent`; undefined: those that the process keeps. */
export function fetchThrough(
  agent: Agent | undefined,
  url: string,
  { method, headers, body, signal }: Parameters<Fetch>[1],
): ReturnType<Fetch> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const start = url.startsWith('https:') ? httpsRequest : httpRequest;
    const options = { method, agent, headers: { 'user-agent': USER_AGENT, ...headers } };
    const request = start(url, options, (answer) => {
      const { statusCode: status = 0 } = answer;
      if (status >= 300 && status < 400) {
        answer.destroy();
        reject(new Error('a redirect'));
        return;
      }
      const get = (name: string): string | null => {
        const value = answer.headers[name.toLowerCase()];
        return typeof value === 'string' ? value : null;
      };
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status, headers: { get }, text: async () => text });
      });
    });
    request.on('error', reject);
    // Node's own option `signal` loads code that costs a cold start a millisecond.
    signal.addEventListener('abort', () => request.destroy(new Error('aborted')), { once: true });
    request.end(body);
  });
}
