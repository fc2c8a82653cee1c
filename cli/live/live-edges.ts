/**
 * What the commands that reach an exchange have in common: requests with a clock and a budget, keys
 * from the environment, and where the exchange is. A stand-in can be named in the environment, on
 * 127.0.0.1 only, and whatever is done there says so.
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

/** Requests that together take `seconds` at most. */
export function httpFor(context: CommandContext, seconds: number): Http {
  const clock = machineClock(context);
  return { fetch, clock, random: Math.random, deadline: clock.now() + seconds * 1000 };
}

/** The live part's settings from the environment; a stand-in for the exchanges is pointed out. */
export function settingsOf(context: CommandContext): LiveSettings {
  const settings = liveSettings(context.env);
  const { loopbackUrl } = settings;
  if (loopbackUrl !== undefined) {
    context.note(`a stand-in at ${loopbackUrl} (KRAKEN_LOOPBACK_URL), no exchange`);
  }
  return settings;
}

/** The key pair in the environment, or undefined where there is none of the two variables. */
export function environmentKeys({ env }: CommandContext): KeyPair | undefined {
  const [key, secret] = KEY_VARIABLES.map((name) => env[name]);
  if (key === undefined && secret === undefined) return undefined;
  if (key === undefined || secret === undefined) {
    throw new InputError(`environment: expected both ${KEY_VARIABLES.join(' and ')}, got one`);
  }
  return keyPair(key, secret, 'environment');
}

/** `keys` for one run; live ones must be pinned, and their fingerprint is shown for that. */
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
      `environment: expected KRAKEN_LIVE_FINGERPRINTS to have ${fingerprint}, this key's`,
    );
  }
  const text = JSON.stringify({ apiKey: keys.key.reveal(), apiSecret: keys.secret.reveal() });
  return credentialSource({ read: async () => text, environment, pinned });
}
