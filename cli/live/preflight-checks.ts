/**
 * The checks before a phase: each one says what it found, and whether that is right for the phase.
 * Nothing is sent or changed. Limits and size are those of the environment of this machine.
 */

import { counted } from '../../engine/core/counted.ts';
import { utcDate } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError, OutsideError } from '../../engine/core/errors.ts';
import type { Subscription } from '../../engine/live/edges/operator-edges.ts';
import type { KeyRights } from '../../engine/live/kraken/key-rights.ts';
import { deploymentOf, type LiveSettings } from '../../engine/live/live-settings.ts';
import { checkLastClose } from '../../engine/live/model/fit-for-market.ts';
import type { ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { otherDeployments } from '../../engine/live/orders/other-deployments.ts';
import { planTrade, type TradePlan } from '../../engine/live/orders/plan-trade.ts';
import { MAX_EXCHANGE_SKEW_MS, marketReasons } from '../../engine/live/plan/trade-guards.ts';
import { limitsOf } from '../../engine/live/trade-context.ts';
import type { PublishedModel } from './deployment.ts';
import { type OperatorAccount } from './operator-account.ts';

export const PHASES = ['paper', 'shadow', 'demo', 'live'] as const;
export type Phase = (typeof PHASES)[number];

export type Check = {
  readonly name: string;
  /** Null if it cannot be known from here. */
  readonly passed: boolean | null;
  readonly detail: string;
};

/** The checks of `look`. If it throws one of our own errors, one check `name` that failed. */
export async function checkedAll(
  name: string,
  look: () => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof OutsideError || error instanceof InputError)) throw error;
    return [{ name, passed: false, detail: error.message }];
  }
}

/** The check `name`, which fails if `look` throws one of our own errors. */
export async function checked(
  name: string,
  look: () => Promise<Omit<Check, 'name'>>,
): Promise<Check> {
  const [check] = await checkedAll(name, async () => [{ name, ...(await look()) }]);
  return check!;
}

/**
 * The model of the next run; `bars` are the exchange's, if they could be read.
 * @param decides whether it can decide on them; gives warnings
 */
export async function modelCheck(
  model: PublishedModel,
  bars: Bars | undefined,
  decides: (artifact: ModelArtifact, bars: Bars) => Promise<readonly string[]>,
): Promise<Omit<Check, 'name'>> {
  const { artifact, ageDays, ageLimitDays, fault } = model;
  if (fault !== null) return { passed: false, detail: fault };
  if (artifact === undefined) return { passed: false, detail: 'none: train -- --upload-s3' };
  const { header, sha256 } = artifact;
  const notes =
    bars === undefined
      ? ['bars not read']
      : [...checkLastClose(header, bars), ...(await decides(artifact, bars))];
  const facts = `${sha256.slice(0, 12)}, last bar ${utcDate(header.lastBarTime)}`;
  const age = `${ageDays} of at most ${counted(ageLimitDays, 'day')} old`;
  return { passed: true, detail: [`${facts}, ${age}`, ...notes].join('; ') };
}

/** Who gets the mails. */
export function mailCheck(subscriptions: readonly Subscription[]): Omit<Check, 'name'> {
  const confirmed = subscriptions.filter((one) => one.confirmed);
  const waiting = subscriptions.length - confirmed.length;
  const who = confirmed.map(({ protocol }) => protocol).join(', ');
  const rest = waiting === 0 ? '' : `; ${waiting} not confirmed: open the link in its mail`;
  if (confirmed.length === 0) return { passed: false, detail: `nobody gets the mails${rest}` };
  return { passed: true, detail: `${who}${rest}` };
}

/** What the key may do. */
export function rightsChecks(rights: KeyRights | undefined, phase: Phase): readonly Check[] {
  if (rights === undefined) {
    const detail = 'the exchange does not tell: look at the page of the key';
    return ['rights', 'withdrawal'].map((name) => ({ name, passed: null, detail }));
  }
  const { general, transfer, addresses } = rights;
  const needed = phase === 'shadow' ? ['READ_ONLY', 'FULL_ACCESS'] : ['FULL_ACCESS'];
  const everywhere = addresses.length === 0 || addresses.includes('0.0.0.0/0');
  return [
    {
      name: 'rights',
      passed: needed.includes(general),
      detail: `general ${general}, expected ${needed.join(' or ')}`,
    },
    {
      name: 'withdrawal',
      // On the demo exchange there is nothing to withdraw.
      passed: transfer !== 'FULL_ACCESS' || phase === 'demo',
      detail: `transfer ${transfer}, expected NO_ACCESS: the function withdraws nothing`,
    },
    {
      name: 'addresses',
      passed: everywhere,
      detail: everywhere
        ? 'the key works from every address'
        : `the key works from ${addresses.join(', ')} only: the function has no fixed address`,
    },
  ];
}

/** Whether another deployment trades the account. The function would refuse its first trade. */
export async function deploymentCheck(
  { view, http }: OperatorAccount,
  settings: LiveSettings,
): Promise<Omit<Check, 'name'>> {
  const [fills, openOrders] = await Promise.all([view.fills(), view.openOrders()]);
  const own = settings.s3Bucket === undefined ? '' : deploymentOf(settings);
  const others = otherDeployments({ fills, openOrders }, own, http.clock.now());
  if (others.length === 0) return { passed: true, detail: 'no other one trades the account' };
  const found = `${others.join(', ')} traded the account within a day`;
  if (own !== '') return { passed: false, detail: `${found}: use one deployment an account` };
  return { passed: null, detail: `${found}; whether that is this one, a folder does not tell` };
}

/** The contract, the clock, the wallet and the guards, by a plan for each side. */
export async function accountChecks(
  { view, http }: OperatorAccount,
  settings: LiveSettings,
  spotClose: number,
): Promise<readonly Check[]> {
  const context = {
    market: view,
    time: http,
    positionSizeUsd: settings.positionSizeUsd,
    limits: limitsOf(settings),
    killSwitch: async () => false,
    closesOnLoss: false,
  };
  const planFor = (signal: 1 | -1): Promise<TradePlan> =>
    planTrade(context, { signal, spotClose, expectedPosition: null });
  const plans = [await planFor(1), await planFor(-1)];
  const { situation } = plans[0]!;
  const { account, instrument, ticker, clockSkewMs, position } = situation;
  const closed = marketReasons(situation);
  const { currency } = account;
  const reasons = [...new Set(plans.flatMap((plan) => plan.reasons))];
  return [
    {
      name: 'contract',
      passed: closed.length === 0,
      detail: closed.length === 0 ? `${instrument.symbol} trades` : closed.join('; '),
    },
    {
      name: 'clock',
      passed: Math.abs(clockSkewMs) <= MAX_EXCHANGE_SKEW_MS,
      detail: `this machine differs from the exchange by ${(clockSkewMs / 1000).toFixed(1)} s`,
    },
    {
      name: 'wallet',
      passed: account.portfolioValue > 0,
      detail:
        `${account.portfolioValue} ${currency}, available ${account.availableFunds} ${currency}, ` +
        `mark price ${ticker.markPrice}`,
    },
    {
      name: 'guards',
      passed: reasons.length === 0,
      detail:
        reasons.length === 0
          ? `${settings.positionSizeUsd} USD could be long or short now`
          : reasons.join('; '),
    },
    {
      name: 'position',
      passed: true,
      detail: position === 0 ? 'none' : `${position} contracts, which the first run trades on from`,
    },
  ];
}
