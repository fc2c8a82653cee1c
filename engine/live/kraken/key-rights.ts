/**
 * What a key of Kraken Futures may do (docs.kraken.com, "Check v3 API key"). A key needs no right
 * for this request, and the request changes nothing. The demo exchange may not answer it.
 */

import { CredentialsRefused, MalformedAnswer } from '../edges/failures.ts';
import { retryRead, send, type Http } from '../edges/http.ts';
import { objectAt, objectOf, textAt } from '../edges/json-fields.ts';
import type { KeyPair } from '../edges/secret.ts';
import { signedHeaders } from './kraken-futures.ts';

const ACCESS = ['NO_ACCESS', 'READ_ONLY', 'FULL_ACCESS'] as const;
type Access = (typeof ACCESS)[number];

export type KeyRights = {
  /** Orders and positions: with `READ_ONLY` they can be looked at. */
  readonly general: Access;
  /** Transfers and withdrawals. */
  readonly transfer: Access;
  /** The addresses from which the key works (CIDR); empty if it works from all. */
  readonly addresses: readonly string[];
};

const PATH = '/api/auth/v1/api-keys/v3/check';

/**
 * The rights of `keyPair` at the exchange at `baseUrl`; undefined if it does not tell them.
 * @throws CredentialsRefused if it does not know the key
 */
export async function futuresKeyRights(options: {
  readonly http: Http;
  readonly baseUrl: string;
  readonly keyPair: KeyPair;
  readonly nonce: () => string;
}): Promise<KeyRights | undefined> {
  const { http, baseUrl, keyPair, nonce } = options;
  const label = 'futures key check';
  const { status, json } = await retryRead(http, () => {
    const headers = signedHeaders(keyPair, '', nonce(), PATH);
    return send(http, { label, method: 'GET', url: baseUrl + PATH, headers });
  });
  if (status === 401) throw new CredentialsRefused(`${label}: the key is refused`);
  if (status !== 200) return undefined;
  const body = objectOf(json, label);
  const permissions = objectAt(body, 'permissions', label);
  const access = (name: string): Access => {
    const found = ACCESS.find((level) => level === textAt(permissions, name, label));
    if (found === undefined) {
      throw new MalformedAnswer(`${label}: expected ${name} to be ${ACCESS.join(' | ')}`);
    }
    return found;
  };
  const blocks = body['allowedCidrBlocks'];
  return {
    general: access('general'),
    transfer: access('transfer'),
    addresses: Array.isArray(blocks) ? blocks.map(String) : [],
  };
}
