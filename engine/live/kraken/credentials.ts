/**
 * The exchange's key pair during one run: read once, and once more where the exchange refuses it,
 * since it may have been rotated in between. After that the run fails closed.
 */

import { InputError } from '../../core/errors.ts';
import { CredentialsRefused } from '../edges/failures.ts';
import type { CredentialSource } from './kraken-futures.ts';
import { accountFingerprint, parseKeyPair, type KeyPair } from '../edges/secret.ts';

/**
 * The key pair that `read` gives, for one run.
 * @param options.pinned fingerprints that may trade live; in demo they do not matter
 * @throws CredentialsRefused, from `current` and `renew`: no key pair, or in live one that is not
 *   pinned
 */
export function credentialSource(options: {
  readonly read: () => Promise<string>;
  readonly environment: 'demo' | 'live';
  readonly pinned: readonly string[];
}): CredentialSource {
  let loaded: Promise<KeyPair> | undefined;
  let renewed: Promise<KeyPair> | undefined;
  const load = async (): Promise<KeyPair> => checked(await options.read(), options);
  return {
    current: () => (loaded ??= load()),
    renew: () => {
      // Several requests may meet the refusal at once: they share the one reload.
      renewed ??= reloaded(loaded, load);
      loaded = renewed;
      return renewed;
    },
  };
}

async function reloaded(
  before: Promise<KeyPair> | undefined,
  load: () => Promise<KeyPair>,
): Promise<KeyPair> {
  const old = await before;
  const pair = await load();
  const same =
    old?.key.reveal() === pair.key.reveal() && old.secret.reveal() === pair.secret.reveal();
  if (same) throw new CredentialsRefused('credentials: refused, and loaded anew they are the same');
  return pair;
}

function checked(
  text: string,
  options: { readonly environment: 'demo' | 'live'; readonly pinned: readonly string[] },
): KeyPair {
  const pair = keyPairOf(text);
  const { environment, pinned } = options;
  if (environment === 'live' && !pinned.includes(accountFingerprint(environment, pair))) {
    throw new CredentialsRefused(
      'credentials: expected a key whose fingerprint is pinned for live, got another',
    );
  }
  return pair;
}

function keyPairOf(text: string): KeyPair {
  try {
    return parseKeyPair(text, 'credentials');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new CredentialsRefused(error.message);
  }
}
