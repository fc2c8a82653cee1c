/**
 * The place of a strategy among baselines and among random signals, in words. Vocabulary: random
 * signals trade as often as the strategy, at random times. Must not know: how a baseline decides.
 */

import { aboveLevel, LEVEL, noSkill, ordinal, pText, two } from './verdict-words.ts';

/** What a strategy is compared with. Sharpe ratios of accounts that never trade are NaN. */
export type BaselinePlace = {
  /** The strategy's annualised Sharpe ratio. */
  readonly sharpe: number;
  /** The baselines by the names that a reader knows, in their order. */
  readonly baselines: readonly { readonly name: string; readonly sharpe: number }[];
  readonly random: {
    readonly count: number;
    /** The share of random signals that do at least as well, a p-value. */
    readonly place: number;
    /** The share of random signals that do worse. */
    readonly percentile: number;
  };
};

const RANDOM = 'random signals of the same turnover';

/**
 * `Baselines: the Sharpe ratio of 0.57 is above 4 of 6 baselines; it is not above momentum sign
 * (0.71), last class (0.60); it is at the 83rd percentile of 1,000 random signals of the same
 * turnover (p = 0.171).`
 */
export function placeLine({ sharpe, baselines, random }: BaselinePlace): string {
  const better = notBeaten({ sharpe, baselines });
  const above = baselines.length - better.length;
  const others = better.map((own) => `${own.name} (${two(earned(own.sharpe))})`).join(', ');
  const count = random.count.toLocaleString('en');
  const place = Number.isNaN(random.place)
    ? `its place among ${count} ${RANDOM} is undefined`
    : `it is at the ${ordinal(Math.floor(100 * random.percentile))} percentile of ${count} ` +
      `${RANDOM} (p ${pText(random.place)})`;
  return (
    `Baselines: the Sharpe ratio of ${two(sharpe)} is above ${above} of ${baselines.length} ` +
    `baselines${better.length === 0 ? '' : `; it is not above ${others}`}; ${place}.`
  );
}

/**
 * Why the baselines leave no evidence of skill; undefined if they do not. First come the random
 * signals, then the best baseline.
 */
export function placeDoubt({ sharpe, baselines, random }: BaselinePlace): string | undefined {
  if (!(random.place <= LEVEL)) return noSkill(aboveLevel(random.place), RANDOM);
  const [best] = notBeaten({ sharpe, baselines }).toSorted(
    (a, b) => earned(b.sharpe) - earned(a.sharpe),
  );
  return best && noSkill('its Sharpe ratio is not the higher one', best.name);
}

/** The baselines whose Sharpe ratio the strategy's does not exceed. */
function notBeaten({ sharpe, baselines }: Pick<BaselinePlace, 'sharpe' | 'baselines'>) {
  return baselines.filter((own) => !(earned(sharpe) > earned(own.sharpe)));
}

/** An account that never trades earns nothing, and is compared as a ratio of 0. */
function earned(sharpe: number): number {
  return Number.isNaN(sharpe) ? 0 : sharpe;
}
