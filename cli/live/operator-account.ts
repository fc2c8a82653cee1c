/**
 * The futures account as an operator looks at it: a view, which cannot send. The key comes from the
 * environment, or from the secret that the function uses.
 */

import { InputError } from '../../engine/core/errors.ts';
import type { Http } from '../../engine/live/edges/http.ts';
import { operatorServices } from '../../engine/live/edges/operator-edges.ts';
import { accountFingerprint, parseKeyPair, type KeyPair } from '../../engine/live/edges/secret.ts';
import { credentialSource } from '../../engine/live/kraken/credentials.ts';
import { krakenExchange } from '../../engine/live/kraken/kraken-exchange.ts';
import type { LiveSettings } from '../../engine/live/live-settings.ts';
import { viewOf, type FuturesView, type OpenOrder } from '../../engine/live/plan/exchange.ts';
import type { Instrument, MarginAccount, Ticker } from '../../engine/live/plan/instrument.ts';
import type { CommandContext } from '../framework/command.ts';
import { environmentKeys, httpFor, KEY_VARIABLES } from './live-edges.ts';

/** The requests of one command must all end within this time. */
const BUDGET_SECONDS = 60;

/** The option of commands that read an account. */
export const SECRET_OPTIONS = {
  secret: {
    kind: 'text',
    default: undefined,
    placeholder: 'SECRET',
    doc: `The function's secret with the key; left out: ${KEY_VARIABLES.join(' and ')}`,
    recorded: false,
  },
} as const;

/** An account, its key's fingerprint, and the requests that read it. */
export type OperatorAccount = {
  readonly view: FuturesView;
  readonly http: Http;
  readonly keyPair: KeyPair;
  /** 16 hex digits that stand for the key. */
  readonly fingerprint: string;
};

/** The account of `environment`, or undefined if no key is given. @throws InputError */
export async function operatorAccount(
  context: CommandContext,
  settings: LiveSettings,
  key: { readonly environment: 'demo' | 'live'; readonly secret: string | undefined },
): Promise<OperatorAccount | undefined> {
  const { environment } = key;
  const keyPair = await keysOf(context, key.secret);
  if (keyPair === undefined) return undefined;
  const fingerprint = accountFingerprint(environment, keyPair);
  const text = JSON.stringify({
    apiKey: keyPair.key.reveal(),
    apiSecret: keyPair.secret.reveal(),
  });
  // To look is allowed with any key, so the key is its own pin.
  const credentials = credentialSource({
    read: async () => text,
    environment,
    pinned: [fingerprint],
  });
  const http = httpFor(context, BUDGET_SECONDS);
  const place = { ...settings, futuresEnv: environment };
  const { futures } = krakenExchange({ http, place, credentials });
  return { view: viewOf(futures), http, keyPair, fingerprint };
}

async function keysOf(
  context: CommandContext,
  secret: string | undefined,
): Promise<KeyPair | undefined> {
  if (secret === undefined) return environmentKeys(context);
  const text = await operatorServices().secret(secret)();
  if (text === '') throw new InputError('command line: --secret: expected a text, it has none');
  return parseKeyPair(text, 'the secret');
}

/** What the exchange says about the contract and the account, read at about the same time. */
export type AccountState = {
  readonly environment: 'demo' | 'live';
  readonly instrument: Instrument;
  readonly ticker: Ticker;
  readonly account: MarginAccount;
  /** Signed contracts. */
  readonly position: number;
  readonly openOrders: readonly OpenOrder[];
};

/** Reads the account. @throws OutsideError if the exchange does not answer, or refuses the key */
export async function readAccount(
  view: FuturesView,
  environment: 'demo' | 'live',
): Promise<AccountState> {
  const [instrument, ticker, account, position, openOrders] = await Promise.all([
    view.instrument(),
    view.ticker(),
    view.account(),
    view.position(),
    view.openOrders(),
  ]);
  return { environment, instrument, ticker, account, position, openOrders };
}
