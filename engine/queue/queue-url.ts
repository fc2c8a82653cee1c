/**
 * The address of a queue: `redis://user:password@host:port/number`, or `rediss://` for TLS. The
 * password goes to the connection and nowhere else: no message and no text shows it.
 */

import { InputError } from '../core/errors.ts';

export type QueueAddress = {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  readonly tls: boolean;
  /** The address without user and password, for messages. */
  readonly shown: string;
};

const USUAL_PORT = 6379;
const EXPECTED = 'expected redis://HOST:PORT or rediss://HOST:PORT';

/**
 * The parts of the address `url`.
 * @param password the password if the address has none
 * @throws InputError if it is no address of Redis; the message does not repeat it
 */
export function queueAddress(url: string, password?: string): QueueAddress {
  const refuse = (got: string): never => {
    throw new InputError(`command line: --queue: ${EXPECTED}, got ${got}`);
  };
  const parsed = URL.canParse(url) ? new URL(url) : refuse('no address (it is not repeated here)');
  const tls = parsed.protocol === 'rediss:';
  if (!tls && parsed.protocol !== 'redis:') return refuse(`one of ${parsed.protocol}//`);
  const host = parsed.hostname.replaceAll(/^\[|\]$/g, '');
  const path = parsed.pathname.replace(/^\//, '');
  if (host === '') return refuse('no host');
  if (!/^\d{0,4}$/.test(path)) return refuse('a path that is no number of a database');
  const port = parsed.port === '' ? USUAL_PORT : Number(parsed.port);
  const database = Number(path);
  const [username, given] = [parsed.username, parsed.password].map(partOf);
  if (username === null || given === null) return refuse('a % that is no code of a character');
  return {
    host,
    port,
    username,
    password: given ?? password,
    database,
    tls,
    shown: `${parsed.protocol}//${parsed.hostname}:${port}${database === 0 ? '' : `/${database}`}`,
  };
}

/** A part of the address without its escapes; undefined if it is empty, null if it is wrong. */
function partOf(text: string): string | undefined | null {
  if (/%(?![\da-f]{2})/i.test(text)) return null;
  return text === '' ? undefined : decodeURIComponent(text);
}

/** `text` with `…` in place of the user and password of every address in it. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/:\/\/[^/\s"']*@/g, '://…@');
}
