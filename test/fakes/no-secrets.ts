/**
 * Checks that no suite shows a secret. It searches everything that tests and commands print, and
 * what a run leaves: errors with their causes, mails, and every object in the bucket.
 */

import { inspect } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import type { LiveSite } from './live-site.ts';
import { ACCOUNT_NUMBER, KEY, SECRET } from './made-up-keys.ts';

const SECRETS = [KEY, SECRET, Buffer.from(SECRET, 'base64').toString(), ACCOUNT_NUMBER];

/** Checks that nothing the suite prints, on any stream, has a secret. */
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

/** Checks that what a run has left has no secret, no signature and no account number. */
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

/** Checks that `text`, which a command has printed, has no secret and none of `signatures`. */
export function expectNoSecretsIn(text: string, signatures: readonly string[]): void {
  expect(secretsIn(text, signatures)).toEqual([]);
}

/**
 * The list positions of the secrets and of `signatures` in `text`, so that a failed check does not
 * print a secret.
 */
export function secretsIn(text: string, signatures: readonly string[]): readonly number[] {
  // A signature is a run of this many characters or more. Without one, thousands need no search.
  const hasRun = /[A-Za-z0-9+/=]{80}/.test(text);
  const all = [...SECRETS, ...signatures.filter((one) => hasRun || one.length < 80)];
  return all.flatMap((secret, i) => (text.includes(secret) ? [i] : []));
}
