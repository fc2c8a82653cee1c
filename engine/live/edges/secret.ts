/**
 * Credentials that cannot be printed by accident: text, JSON and inspection show `[secret]`.
 * Only the signer asks for the value.
 */

import { createHash } from 'node:crypto';
import { InputError } from '../../core/errors.ts';

/** A text that shows itself to nobody but `reveal`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself: for signing and for the header it belongs in. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** A key pair of the exchange. */
export type KeyPair = { readonly key: Secret; readonly secret: Secret };

/**
 * The key pair of `{"apiKey": "…", "apiSecret": "…"}` (`api_key`, `api_secret` do as well).
 * @throws InputError that names what is missing and shows nothing
 */
export function parseKeyPair(text: string, where: string): KeyPair {
  let fields: Record<string, unknown>;
  try {
    fields = Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    throw new InputError(`${where}: expected JSON with apiKey and apiSecret, got something else`);
  }
  const { apiKey, api_key: key, apiSecret, api_secret: secret } = fields;
  return keyPair(apiKey ?? key, apiSecret ?? secret, where);
}

/** A key pair of two texts. @throws InputError where one is missing or empty */
export function keyPair(key: unknown, secret: unknown, where: string): KeyPair {
  if (typeof key !== 'string' || key.trim() === '') throw missing('apiKey', where);
  if (typeof secret !== 'string' || secret.trim() === '') throw missing('apiSecret', where);
  return { key: new Secret(key.trim()), secret: new Secret(secret.trim()) };
}

/**
 * 16 hex digits that stand for an account in configuration: the start of SHA-256 over environment
 * and public key. It tells demo from live and one account's key from another's, and gives neither
 * away. A new key of the same account has a new fingerprint, which must be pinned before it trades.
 */
export function accountFingerprint(environment: 'demo' | 'live', pair: KeyPair): string {
  const text = `walkforest account\n${environment}\n${pair.key.reveal()}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function missing(field: string, where: string): InputError {
  return new InputError(`${where}: expected a non-empty ${field}, got none`);
}
