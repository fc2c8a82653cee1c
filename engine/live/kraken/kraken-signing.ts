/**
 * Kraken's two signatures, and the form encoding that they sign. The bytes that are signed are the
 * bytes that are sent. The secret's base64 is decoded leniently, because Kraken prints secrets with
 * extra bits that a strict decoder refuses.
 */

import { createHmac, hash } from 'node:crypto';
import type { Secret } from '../edges/secret.ts';

export type FormFields = Readonly<Record<string, string | number | boolean>>;

/** `a=1&b=hello%20world`, in the given order. This text is both signed and sent. */
export function encodeForm(fields: FormFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');
}

/**
 * The futures API's `Authent`: base64 of HMAC-SHA-512, under the decoded secret, of
 * SHA-256(postData + nonce + endpointPath) (docs.kraken.com, "Futures REST").
 * @param endpointPath `/api/v3/…`, without `/derivatives`
 */
export function signFutures(
  secret: Secret,
  request: { readonly postData: string; readonly nonce: string; readonly endpointPath: string },
): string {
  const { postData, nonce, endpointPath } = request;
  const digest = hash('sha256', postData + nonce + endpointPath, 'buffer');
  return hmac(secret, digest);
}

/**
 * The spot API's `API-Sign`: base64 of HMAC-SHA-512, under the decoded secret, of
 * uriPath + SHA-256(nonce + postData) (docs.kraken.com, "Spot REST Authentication").
 * @param uriPath `/0/private/…`
 */
export function signSpot(
  secret: Secret,
  request: { readonly postData: string; readonly nonce: string; readonly uriPath: string },
): string {
  const digest = hash('sha256', request.nonce + request.postData, 'buffer');
  return hmac(secret, Buffer.concat([Buffer.from(request.uriPath), digest]));
}

/**
 * Nonces that always grow: the clock's milliseconds, or the last nonce plus one if that is more.
 */
export function nonceSource(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now());
    return String(last);
  };
}

/** Base64 of HMAC-SHA-512 of `message` under the base64-decoded `secret`. */
export function hmac(secret: Secret, message: Uint8Array | string): string {
  const key = Buffer.from(secret.reveal(), 'base64');
  return createHmac('sha512', key).update(message).digest('base64');
}
