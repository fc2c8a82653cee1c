/**
 * What all commands that use an exchange need: settings and keys from the environment. For tests,
 * the environment may name a stand-in for the exchange on 127.0.0.1; the command then prints a note
 * about it.
 */

import { InputError } from '../../engine/core/errors.ts';
import { credentialSource } from '../../engine/live/kraken/credentials.ts';
import type { CredentialSource } from '../../engine/live/kraken/kraken-futures.ts';
import { liveSettings, type LiveSettings } from '../../engine/live/live-settings.ts';
import { accountFingerprint, keyPair, type KeyPair } from '../../engine/live/edges/secret.ts';
import type { CommandContext } from '../framework/command.ts';

// All commands that make requests have these, so they lie in the framework.
export { httpFor, machineClock } from '../framework/machine-http.ts';

/** The variables that hold the key pair on this machine. */
export const KEY_VARIABLES = ['KRAKEN_API_KEY', 'KRAKEN_API_SECRET'] as const;

/** The settings of the live part from the environment. Notes it if they name a stand-in. */
export function settingsOf(context: CommandContext): LiveSettings {
  const settings = liveSettings(context.env);
  const { loopbackUrl } = settings;
  if (loopbackUrl !== undefined) {
    context.note(`a stand-in at ${loopbackUrl} (KRAKEN_LOOPBACK_URL) is used, not the exchange`);
  }
  return settings;
}

/** The key pair in the environment, or undefined if neither of the two variables is set. */
export function environmentKeys({ env }: CommandContext): KeyPair | undefined {
  const [key, secret] = KEY_VARIABLES.map((name) => env[name]);
  if (key === undefined && secret === undefined) return undefined;
  if (key === undefined || secret === undefined) {
    throw new InputError(`environment: expected both ${KEY_VARIABLES.join(' and ')}, got one`);
  }
  return keyPair(key, secret, 'environment');
}

/**
 * `keys` as the credentials of one run. Notes their fingerprint. In live, the fingerprint must be
 * one of `pinned`.
 * @throws InputError if it is not
 */
export function pinnedKeys(
  context: CommandContext,
  keys: KeyPair,
  environment: 'demo' | 'live',
  pinned: readonly string[],
): CredentialSource {
  const fingerprint = accountFingerprint(environment, keys);
  context.note(`${environment} key, fingerprint ${fingerprint}`);
  if (environment === 'live' && !pinned.includes(fingerprint)) {
    throw new InputError(
      `environment: expected KRAKEN_LIVE_FINGERPRINTS to have ${fingerprint} (this key)`,
    );
  }
  const text = JSON.stringify({ apiKey: keys.key.reveal(), apiSecret: keys.secret.reveal() });
  return credentialSource({ read: async () => text, environment, pinned });
}
