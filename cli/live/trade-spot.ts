/** A spot trade by hand, long or flat, with real money: Kraken has no demo of its spot market. */

import type { TimeBudget } from '../../engine/live/edges/wall-clock.ts';
import type { SpotAccount, SpotBalances } from '../../engine/live/plan/spot-account.ts';
import { isoTime } from '../../engine/core/bar-time.ts';
import { InputError } from '../../engine/core/errors.ts';
import { marketName } from '../../engine/core/market-name.ts';
import { variableOf, type LiveSettings } from '../../engine/live/live-settings.ts';
import type { CredentialSource } from '../../engine/live/kraken/kraken-futures.ts';
import { spotUrl } from '../../engine/live/kraken/kraken-exchange.ts';
import { nonceSource } from '../../engine/live/kraken/kraken-signing.ts';
import { createSpotAccount, fetchSpotTime } from '../../engine/live/kraken/kraken-spot.ts';
import type { OrderRecord, TradeRecord } from '../../engine/live/journal/signal-record.ts';
import type { Position } from '../../engine/trade/positions.ts';
import {
  lastSpot,
  placeSpot,
  planSpot,
  planSpotClose,
  settleSpot,
  type SpotJournal,
  type SpotOrderState,
  type SpotPlan,
} from '../../engine/live/orders/spot-trade.ts';
import { MAX_EXCHANGE_SKEW_MS } from '../../engine/live/plan/trade-guards.ts';
import type { CommandContext } from '../framework/command.ts';
import { fileStore } from './file-store.ts';
import { httpFor, machineClock } from './live-edges.ts';
import { isStopped, TRADE_BUDGET_SECONDS, type HandTrade } from './trade-futures.ts';

/**
 * A trade at the latest price. `clockSkewMs` is how far the exchange's clock is ahead; NaN if the
 * exchange does not tell its time.
 */
type SpotTrade = HandTrade & { readonly price: number; readonly clockSkewMs: number };

/** @throws InputError for a short, which spot has not */
export function checkSpotSignal(signal: Position): asserts signal is 0 | 1 {
  if (signal === -1) {
    throw new InputError('command line: --signal: spot is long or flat, expected 1 or 0, got -1');
  }
}

/** @throws InputError for another pair: only the balances of bitcoin and dollars are looked at */
export function checkSpotPair({ spotPair }: Pick<LiveSettings, 'spotPair'>): void {
  if (marketName(spotPair) === 'XBTUSD') return;
  const variable = variableOf('spotPair');
  throw new InputError(`environment: ${variable}: spot trades XBTUSD, got ${spotPair}`);
}

/**
 * Trades on spot; with `dryRun` it only plans. Without keys the account counts as without bitcoin.
 */
export async function tradeSpot(
  context: CommandContext,
  trade: SpotTrade,
  credentials: CredentialSource | undefined,
  dryRun: boolean,
): Promise<TradeRecord> {
  const { settings, signal, price } = trade;
  checkSpotSignal(signal);
  const { positionSizeUsd: sizeUsd, spotPair: pair } = settings;
  const wanted = { signal, sizeUsd, price };
  if (credentials === undefined) {
    const balances = { bitcoin: 0, dollars: 2 * sizeUsd };
    return record(context, trade, planSpot({ ...wanted, balances }), undefined);
  }
  const opened = await openSpot(context, trade, credentials, 0);
  const { account, journal } = opened;
  const time = { ...opened.time, exits: signal === 0 };
  const last = await (dryRun ? lastSpot(journal) : settleSpot(time, account, journal));
  const balances = await account.balances();
  noteLocked(context, balances);
  const stoppedHere = (await journal.store.read('kill-switch')) !== undefined;
  const killed = stoppedHere || (await isStopped(trade));
  const plan = stopped(trade, killed, planSpot({ ...wanted, balances, last }));
  const sends = !dryRun && (plan.action === 'BUY' || plan.action === 'SELL');
  const done = sends ? await placeSpot(time, account, journal, { plan, pair }) : undefined;
  return record(context, trade, plan, done);
}

/** Sells all bitcoin on spot, without a look at price, size or kill switch. */
export async function closeSpot(
  context: CommandContext,
  trade: Pick<HandTrade, 'settings' | 'folder'>,
  credentials: CredentialSource | undefined,
  dryRun: boolean,
): Promise<TradeRecord> {
  const { settings } = trade;
  if (credentials === undefined) {
    const plan = planSpotClose({ bitcoin: 0 });
    return record(context, { settings, price: null }, plan, undefined);
  }
  // The deadline of an order is by the exchange's clock. A wrong clock here must not keep the
  // bitcoin from being sold, so all of this goes by that clock.
  const served = await fetchSpotTime(httpFor(context, 60), spotUrl(settings));
  const skewMs = served - context.now();
  const opened = await openSpot(context, trade, credentials, skewMs);
  const { account, journal } = opened;
  const time = { ...opened.time, exits: true };
  if (!dryRun) await settleSpot(time, account, journal);
  const balances = await account.balances();
  noteLocked(context, balances);
  const plan = planSpotClose(balances);
  const order = { plan, pair: settings.spotPair };
  const sends = !dryRun && plan.action === 'SELL';
  const done = sends ? await placeSpot(time, account, journal, order) : undefined;
  return record(context, { settings, price: null }, plan, done);
}

type OpenSpot = {
  readonly time: TimeBudget;
  readonly account: SpotAccount;
  readonly journal: SpotJournal;
};

/** The account and the last order. Their clock is `skewMs` ahead of this machine's. */
async function openSpot(
  context: CommandContext,
  { settings, folder }: Pick<HandTrade, 'settings' | 'folder'>,
  credentials: CredentialSource,
  skewMs: number,
): Promise<OpenSpot> {
  const http = httpFor(context, TRADE_BUDGET_SECONDS);
  const now = (): number => context.now() + skewMs;
  const account = createSpotAccount({
    http,
    baseUrl: spotUrl(settings),
    keyPair: await credentials.current(),
    nonce: nonceSource(now),
  });
  const store = fileStore(folder, context.now);
  const time = { clock: machineClock({ now }), deadline: http.deadline + skewMs };
  return { time, account, journal: { store, key: 'spot/last-order.json' } };
}

function noteLocked(context: CommandContext, { locked }: SpotBalances): void {
  if (locked.length === 0) return;
  context.note(
    `not counted, because no order can use it before it is released: ${locked.join(', ')}`,
  );
}

function stopped({ clockSkewMs }: SpotTrade, killed: boolean, plan: SpotPlan): SpotPlan {
  if (plan.action === 'HOLD') return plan;
  const reasons = [...plan.reasons];
  if (killed) reasons.push('the kill switch is on');
  // The exchange applies the order's deadline by its own clock, and we assume that it is ours.
  if (!(Math.abs(clockSkewMs) <= MAX_EXCHANGE_SKEW_MS)) {
    reasons.push(`clock and exchange differ by ${Math.round(Math.abs(clockSkewMs) / 1000)} s`);
  }
  return reasons.length === 0 ? plan : { ...plan, action: 'REFUSED', reasons };
}

function record(
  context: CommandContext,
  { settings, price }: Pick<SpotTrade, 'settings'> & { readonly price: number | null },
  plan: SpotPlan,
  done: SpotOrderState | undefined,
): TradeRecord {
  const moved = done === undefined ? 0 : done.filled! * (done.side === 'buy' ? 1 : -1);
  const partly = done !== undefined && done.filled! < done.volume;
  return {
    action: partly ? 'UNFINISHED' : plan.action,
    instrument: settings.spotPair,
    unit: 'BTC',
    orders: done === undefined ? [] : [orderRecord(done)],
    position_before: plan.held,
    position_after: plan.held + moved,
    position_target: plan.target,
    btc_price: price === null || Number.isNaN(price) ? null : price,
    position_size_usd: settings.positionSizeUsd,
    environment: 'live',
    executed_at: isoTime(Math.floor(context.now() / 1000)),
    reasons: [
      ...plan.reasons,
      ...(partly ? [`filled ${done.filled} of ${done.volume}`] : []),
      ...(done?.doubt === undefined ? [] : [done.doubt]),
    ],
  };
}

function orderRecord(done: SpotOrderState): OrderRecord {
  const { clientOrderId, orderId, side, volume, filled, price = null } = done;
  const status = filled === volume ? 'filled' : filled === 0 ? 'absent' : 'partiallyFilled';
  return {
    client_order_id: clientOrderId,
    order_id: orderId,
    side,
    size: volume,
    reduce_only: side === 'sell',
    status,
    filled: filled!,
    price,
  };
}
