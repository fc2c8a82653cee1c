/**
 * The key pair of one run. It is read once. If the exchange refuses it, it is read once more,
 * because it may have been replaced in the meantime. If that does not help, the run fails.
 */

import { InputError } from '../../core/errors.ts';
import { CredentialsRefused } from '../edges/failures.ts';
import type { CredentialSource } from './kraken-futures.ts';
import { accountFingerprint, parseKeyPair, type KeyPair } from '../edges/secret.ts';

/**
 * The key pair that `read` gives, for one run. `current` and `renew` throw CredentialsRefused if
 * there is no key pair or, in live, if its fingerprint is not in `pinned`.
 * @param options.pinned fingerprints of the keys that may trade live; not used in demo
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
      // Several requests may be refused at once. They share one reload.
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
  if (same)
    throw new CredentialsRefused(
      'credentials: refused, and after loading them again they are the same',
    );
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
