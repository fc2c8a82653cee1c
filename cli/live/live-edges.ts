/**
 * What all commands that use an exchange need: requests with a clock and a time limit, settings and
 * keys from the environment. For tests, the environment may name a stand-in for the exchange on
 * 127.0.0.1; the command then prints a note about it.
 */

import { InputError } from '../../engine/core/errors.ts';
import { credentialSource } from '../../engine/live/kraken/credentials.ts';
import type { Http } from '../../engine/live/edges/http.ts';
import type { CredentialSource } from '../../engine/live/kraken/kraken-futures.ts';
import { liveSettings, type LiveSettings } from '../../engine/live/live-settings.ts';
import { accountFingerprint, keyPair, type KeyPair } from '../../engine/live/edges/secret.ts';
import type { WallClock } from '../../engine/live/edges/wall-clock.ts';
import type { CommandContext } from '../framework/command.ts';

/** The variables that hold the key pair on this machine. */
export const KEY_VARIABLES = ['KRAKEN_API_KEY', 'KRAKEN_API_SECRET'] as const;

/** The wall clock with the machine's timers. */
export function machineClock(context: Pick<CommandContext, 'now'>): WallClock {
  return {
    now: context.now,
    after: (ms, wake) => {
      const timer = setTimeout(wake, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Requests that must all end within `seconds` from now. */
export function httpFor(context: CommandContext, seconds: number): Http {
  const clock = machineClock(context);
  return { fetch, clock, random: Math.random, deadline: clock.now() + seconds * 1000 };
}

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
