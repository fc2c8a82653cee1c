/**
 * Holds that no suite shows a secret: all that tests and the commands they start print is searched,
 * and what a run leaves behind (errors with their causes, mails, every object in the bucket).
 */

import { inspect } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import type { LiveSite } from './live-site.ts';
import { ACCOUNT_NUMBER, KEY, SECRET } from './made-up-keys.ts';

const SECRETS = [KEY, SECRET, Buffer.from(SECRET, 'base64').toString(), ACCOUNT_NUMBER];

/** Everything that the suite prints, through whichever stream, holds no secret. */
export function expectSilentAboutSecrets(): void {
  const printed: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  const consoles = { ...console };
  beforeAll(() => {
    for (const [i, stream] of streams.entries()) {
      stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
        printed.push(String(chunk));
        return writes[i]!.call(stream, chunk, ...rest);
      }) as typeof stream.write;
    }
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      console[level] = (...parts: unknown[]) => {
        printed.push(parts.map((part) => inspect(part, { depth: 10 })).join(' '));
        consoles[level](...parts);
      };
    }
  });
  afterAll(() => {
    for (const [i, stream] of streams.entries()) stream.write = writes[i]!;
    Object.assign(console, consoles);
    expect(secretsIn(printed.join('\n'), [])).toEqual([]);
  });
}

/** What a run left behind holds no secret, no signature and no account number. */
export function expectNoTrace(site: LiveSite, error: unknown): void {
  const objects = [...site.s3.objects.values()].flat().map(({ body }) => Buffer.from(body));
  const left = [
    inspect(error, { depth: 20, showHidden: true }),
    error instanceof Error ? String(error.stack) : '',
    ...objects.map((body) => body.toString('latin1')),
    ...site.aws.mails.flatMap(({ subject, text }) => [subject, text]),
  ];
  expect(secretsIn(left.join('\n'), [...site.futures.signatures])).toEqual([]);
}

/** `text`, which a command printed, holds no secret and none of `signatures`. */
export function expectNoSecretsIn(text: string, signatures: readonly string[]): void {
  expect(secretsIn(text, signatures)).toEqual([]);
}

/** The positions of the secrets in the list, never the secrets, that `text` holds. */
function secretsIn(text: string, signatures: readonly string[]): readonly number[] {
  const all = [...SECRETS, ...signatures];
  return all.flatMap((secret, i) => (text.includes(secret) ? [i] : []));
}
