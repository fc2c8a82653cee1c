/**
 * Credentials that cannot be printed by accident: as text, as JSON and in Node's `inspect` they
 * show as `[secret]`. The value itself comes from `reveal` only.
 */

import { createHash } from 'node:crypto';
import { InputError } from '../../core/errors.ts';

/** A text that only `reveal` shows. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself, for signing and for the header that carries the key. */
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

/** The two parts of an API key: the public key and the secret that signs. */
export type KeyPair = { readonly key: Secret; readonly secret: Secret };

/**
 * The key pair in the JSON `{"apiKey": "…", "apiSecret": "…"}`; `api_key` and `api_secret` work
 * too.
 * @throws InputError that names the missing field and shows no value
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

/** A key pair of two texts. @throws InputError if one is missing or empty */
export function keyPair(key: unknown, secret: unknown, where: string): KeyPair {
  if (typeof key !== 'string' || key.trim() === '') throw missing('apiKey', where);
  if (typeof secret !== 'string' || secret.trim() === '') throw missing('apiSecret', where);
  return { key: new Secret(key.trim()), secret: new Secret(secret.trim()) };
}

/**
 * 16 hex digits that stand for a key in the configuration: the start of SHA-256 over the
 * environment and the public key. Demo and live, and two different keys, have different
 * fingerprints; the key cannot be found from its fingerprint. A new key has a new fingerprint, so
 * it must be added to the allowed ones before it may trade live.
 */
export function accountFingerprint(environment: 'demo' | 'live', pair: KeyPair): string {
  const text = `walkforest account\n${environment}\n${pair.key.reveal()}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function missing(field: string, where: string): InputError {
  return new InputError(`${where}: expected a non-empty ${field}, got none`);
}
