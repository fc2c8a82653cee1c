/** `npm run trade`: trades by hand, with the same guards and journals as the function. */

import { DAY_SECONDS, isoTime } from '../../engine/core/bar-time.ts';
import { InputError, OutsideError } from '../../engine/core/errors.ts';
import { krakenDailyBars, spotUrl } from '../../engine/live/kraken/kraken-exchange.ts';
import { fetchSpotTime } from '../../engine/live/kraken/kraken-spot.ts';
import { LIVE_OPTIONS, type LiveSettings } from '../../engine/live/live-settings.ts';
import { signalLabel, type TradeRecord } from '../../engine/live/journal/signal-record.ts';
import type { Position } from '../../engine/trade/positions.ts';
import type { Command, CommandContext } from '../framework/command.ts';
import { defineCommand } from '../framework/command.ts';
import { withReasons, type JsonInput } from '../framework/json-document.ts';
import { environmentKeys, httpFor, KEY_VARIABLES, pinnedKeys, settingsOf } from './live-edges.ts';
import type { CredentialSource } from '../../engine/live/kraken/kraken-futures.ts';
import { confirm } from './confirm.ts';
import {
  closingTrade,
  planFutures,
  tradeFutures,
  type FuturesPlan,
  type HandTrade,
} from './trade-futures.ts';
import { BUCKET_OPTIONS, operatorStore } from './operator-store.ts';
import { functionMayTrade, type KnownDeployment } from './trade-hours.ts';
import { checkSpotPair, checkSpotSignal, closeSpot, tradeSpot } from './trade-spot.ts';

const OPTIONS = {
  signal: {
    kind: 'choice',
    default: undefined,
    choices: ['1', '0', '-1'],
    doc: 'Required without --close: 1 long, 0 flat, -1 short (futures only)',
  },
  close: {
    kind: 'flag',
    default: false,
    doc: 'Close the position, whatever its size and price; only a market that is shut forbids it',
  },
  yes: {
    kind: 'flag',
    default: false,
    doc: 'Do not ask before --close',
    recorded: false,
  },
  sizeUsd: { ...LIVE_OPTIONS.positionSizeUsd, doc: 'Size of the position' },
  venue: {
    kind: 'choice',
    default: 'futures',
    choices: ['futures', 'spot'],
    doc: 'Futures: the contract in FUTURES_SYMBOL, long and short. Spot: long or flat, live only',
  },
  env: {
    kind: 'choice',
    default: 'demo',
    choices: ['demo', 'live'],
    doc: 'Demo or real money; live needs the fingerprint of the key in KRAKEN_LIVE_FINGERPRINTS',
  },
  dryRun: {
    kind: 'flag',
    default: false,
    doc: 'Send nothing; show the orders and why they would be refused; without keys, from flat',
  },
  bucket: {
    ...BUCKET_OPTIONS.bucket,
    doc: 'The bucket of a function on this account: its kill switch holds; default: S3_BUCKET',
  },
  force: {
    kind: 'flag',
    default: false,
    doc: 'Trade although the function may trade at the same time',
  },
  stateDir: {
    kind: 'text',
    default: 'outputs/trades',
    placeholder: 'DIR',
    path: 'folder',
    doc: 'Folder of the journals of the trades; an interrupted trade is settled by the next',
  },
} as const;

export const tradeCommand: Command = defineCommand({
  name: 'trade',
  purpose:
    `Brings the position to a signal, once. The keys are in ${KEY_VARIABLES.join(' and ')}, ` +
    'the limits in the variables that lambda/README.md lists.',
  options: OPTIONS,
  examples: ['--signal 1 --size-usd 1000 --dry-run', '--close --venue futures --env demo'],
  acts: 'trades',
  run: async (context, options) => {
    const { signal: word, close: closes, sizeUsd, venue, env, dryRun, stateDir } = options;
    if ((word === undefined) !== closes) {
      throw new InputError('command line: expected --signal 1, 0 or -1, or else --close');
    }
    if (venue === 'spot' && env === 'demo' && !dryRun) {
      throw new InputError('command line: --env: spot has no demo, expected live or --dry-run');
    }
    const signal = (closes ? 0 : Number(word)) as Position;
    if (venue === 'spot') checkSpotSignal(signal);
    const settings: LiveSettings = {
      ...settingsOf(context),
      enableTrading: 'true',
      futuresEnv: env,
      positionSizeUsd: sizeUsd,
    };
    if (venue === 'spot') checkSpotPair(settings);
    const keys = environmentKeys(context);
    if (keys === undefined && !dryRun) {
      throw new InputError(`environment: expected ${KEY_VARIABLES.join(' and ')}, got nothing`);
    }
    const environment = venue === 'spot' ? 'live' : env;
    const credentials = keys && pinnedKeys(context, keys, environment, settings.liveFingerprints);
    if (closes) {
      if (!dryRun && !options.yes) {
        await confirm(`Close the whole position on ${venue} ${environment}?`, {
          input: process.stdin,
          output: process.stderr,
        });
      }
      if (venue === 'spot') {
        const record = await closeSpot(
          context,
          { settings, folder: stateDir },
          credentials,
          dryRun,
        );
        return tradeResult(record, { dryRun, venue, signal });
      }
      const trade = await closingTrade(context, settings, stateDir);
      return await onFutures(context, trade, credentials, { dryRun, env });
    }
    const deployment = await deploymentOn(context, settings, options.bucket);
    const meets = await functionMayTrade(context.now(), settings.runTimes, deployment);
    if (meets !== undefined && !options.force) {
      if (!dryRun) {
        throw new InputError(
          `command line: ${meets}: wait, name its --bucket if its day is done, or --force`,
        );
      }
      context.note(`warning: ${meets}: without --dry-run this needs --force`);
    }
    const place = { signal, settings, folder: stateDir, deployment };
    const prices =
      signal === 0
        ? await pricesOrNone(context, settings, venue)
        : await spotPrices(context, settings);
    const trade: HandTrade = { ...place, close: prices.close, barTime: prices.barTime };
    if (venue === 'spot') {
      const onSpot = { ...trade, price: prices.price, clockSkewMs: prices.clockSkewMs };
      const record = await tradeSpot(context, onSpot, credentials, dryRun);
      return tradeResult(record, { dryRun, venue, signal });
    }
    return await onFutures(context, trade, credentials, { dryRun, env });
  },
});

/** The deployment that `bucket`, or S3_BUCKET, names; undefined if neither does. */
async function deploymentOn(
  context: CommandContext,
  { s3Bucket, s3StatePrefix: prefix }: LiveSettings,
  bucket: string | undefined,
): Promise<KnownDeployment | undefined> {
  const name = bucket ?? s3Bucket;
  return name === undefined ? undefined : { store: await operatorStore(context, name), prefix };
}

/** Trades on futures; with `dryRun` it only plans. There are keys unless it only plans. */
async function onFutures(
  context: CommandContext,
  trade: HandTrade,
  credentials: CredentialSource | undefined,
  { dryRun, env }: { readonly dryRun: boolean; readonly env: string },
): Promise<TradeAnswer> {
  const { signal } = trade;
  if (dryRun) return planResult(await planFutures(context, trade, credentials), { env, signal });
  const record = await tradeFutures(context, trade, credentials!);
  return tradeResult(record, { dryRun, venue: 'futures', signal });
}

/** Prices that a trade by hand is checked against. */
type SpotPrices = {
  /** Close and open time (unix seconds) of the last closed daily bar. */
  readonly close: number;
  readonly barTime: number;
  /** The latest price: the close of the bar that still forms. NaN if it is not known. */
  readonly price: number;
  /** How far the exchange's clock is ahead, ms. */
  readonly clockSkewMs: number;
};

async function spotPrices(context: CommandContext, settings: LiveSettings): Promise<SpotPrices> {
  const { bars, serverTime } = await krakenDailyBars(httpFor(context, 60), settings);
  const clockSkewMs = serverTime - context.now();
  const now = context.now() / 1000;
  const closed = bars.findLast((bar) => bar.time + DAY_SECONDS <= now);
  const last = bars.at(-1);
  if (closed === undefined || last === undefined || closed.time < now - 2 * DAY_SECONDS) {
    const got = last === undefined ? 'none' : `bars up to ${isoTime(last.time)}`;
    throw new InputError(`spot OHLC: expected yesterday's bar, got ${got}`);
  }
  return { close: closed.close, barTime: closed.time, price: last.close, clockSkewMs };
}

/** The prices. To be flat needs none, so only the clock of the market must be known. */
async function pricesOrNone(
  context: CommandContext,
  settings: LiveSettings,
  venue: string,
): Promise<SpotPrices> {
  try {
    return await spotPrices(context, settings);
  } catch (error) {
    if (!(error instanceof OutsideError || error instanceof InputError)) throw error;
    context.note(`the latest bars are not known, closing without them: ${error.message}`);
  }
  const now = Math.floor(context.now() / 1000);
  const barTime = now - (now % DAY_SECONDS) - DAY_SECONDS;
  // The futures market tells its own time.
  const served =
    venue === 'spot' ? await fetchSpotTime(httpFor(context, 60), spotUrl(settings)) : Number.NaN;
  const clockSkewMs = served - context.now();
  return { close: Number.NaN, barTime, price: Number.NaN, clockSkewMs };
}

type JsonFields = Readonly<Record<string, JsonInput>>;

/** A trade or its plan as the command's result. */
type TradeAnswer = {
  readonly result: JsonFields;
  readonly text: string;
  readonly checkFailed: boolean;
};

/** Why a field of a trade's record is null. */
const NULLS = {
  position_before: 'the exchange could not be asked',
  position_after: 'the exchange could not be asked',
  price: 'the exchange shows no fill',
  liquidation_price: 'no position, or not known',
} as const;

function tradeResult(
  record: TradeRecord,
  asked: { readonly dryRun: boolean; readonly venue: string; readonly signal: Position },
): TradeAnswer {
  const { dryRun, venue, signal } = asked;
  const unit = venue === 'spot' ? 'BTC' : 'contracts';
  const { action, orders, position_before, position_after, position_target } = record;
  const text = [
    `${dryRun ? 'dry run: ' : ''}${action} on ${venue} ${record.environment} for ` +
      `${signalLabel(signal)}: ${position_before} -> ${position_after} ${unit}, ` +
      `target ${position_target}`,
    ...orders.map(
      ({ side, size, status, filled, client_order_id: id }) =>
        `  ${side} ${size}: ${status}, filled ${filled} (${id})`,
    ),
    ...record.reasons.map((reason) => `  because: ${reason}`),
  ].join('\n');
  // A record holds only JSON values, but its type does not say so.
  const fields = withReasons(record as unknown as JsonFields, NULLS) as JsonFields;
  const result = { dry_run: dryRun, venue, ...fields };
  return { result, text, checkFailed: action === 'REFUSED' || action === 'UNFINISHED' };
}

function planResult(
  plan: FuturesPlan,
  { env, signal }: { readonly env: string; readonly signal: Position },
): TradeAnswer {
  const { position, target, markPrice, legs, reasons } = plan;
  const refused = reasons.length > 0 && legs.length > 0;
  const side = legs[0]?.side === 'buy' ? 'BUY' : 'SELL';
  const action = refused ? 'REFUSED' : legs.length === 0 ? 'HOLD' : side;
  const text = [
    `dry run: ${action} on futures ${env} for ${signalLabel(signal)}: ${position} contracts, ` +
      `target ${target}, mark price ${markPrice}`,
    ...legs.map(
      (leg) => `  ${leg.side} ${leg.size}${leg.reduceOnly ? ', reduce only' : ''} (${leg.purpose})`,
    ),
    ...reasons.map((reason) => `  because: ${reason}`),
  ].join('\n');
  const orders = legs.map((leg) => {
    return { side: leg.side, size: leg.size, reduce_only: leg.reduceOnly };
  });
  const result = {
    dry_run: true,
    venue: 'futures',
    action,
    orders,
    position_before: position,
    position_target: target,
    btc_price: markPrice,
    environment: env,
    reasons,
  };
  return { result, text, checkFailed: refused };
}
