/**
 * A `Fetch` on `node:http` and `node:https`, which the function's SDK has loaded and warm anyway:
 * the global one would bring a second HTTP stack into every cold start. One request, one answer: it
 * follows no redirect, repeats nothing and unpacks nothing (it asks for no compression).
 */

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Fetch } from './http.ts';

/** Cloudflare, in front of both exchanges, may refuse who does not name himself. */
const USER_AGENT = 'walkforest';

/**
 * Resolves with the whole answer. Rejects with the socket's own error (it has a `code`), for a
 * redirect, and when `signal` aborts.
 */
export const nodeFetch: Fetch = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const start = url.startsWith('https:') ? httpsRequest : httpRequest;
    const options = { method, headers: { 'user-agent': USER_AGENT, ...headers } };
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
    // Not the option `signal`: that brings in machinery which costs a cold start a millisecond.
    signal.addEventListener('abort', () => request.destroy(new Error('aborted')), { once: true });
    request.end(body);
  });
