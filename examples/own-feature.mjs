/**
 * A feature of your own: defined, added to the catalogue, and compared with a built-in one on the
 * same rows. `catalogue.with` tries it on made-up bars first: a wrong lookback or a look into the
 * future is refused.
 *
 * Run: node examples/own-feature.mjs
 */

import { catalogue, dataset, defineFeature, sampleBars, trade, walkForward } from 'walkforest';

const trendStrength = defineFeature({
  name: 'trend_strength',
  inputs: ['close'],
  formula: '|log(c / c[-n])| / sum(|r|, n)',
  periods: { n: { days: 10 } },
  lookback: ({ n }) => n,
  compute: ({ bars }, { n }) => {
    const { close } = bars;
    return close.map((price, i) => {
      if (i < n) return Number.NaN;
      let path = 0;
      for (let j = i - n + 1; j <= i; j++) path += Math.abs(Math.log(close[j] / close[j - 1]));
      return Math.abs(Math.log(price / close[i - n])) / path;
    });
  },
});

const features = catalogue.with(trendStrength);
// Your own bars: await loadBars('btc.csv', { timeframe: '1d' }).
const bars = sampleBars();
const data = dataset(bars, { features, names: ['mfi_14', 'trend_strength'] });

for (const names of [['mfi_14'], ['mfi_14', 'trend_strength']]) {
  const run = await walkForward(data, { names, trees: 20, seeds: [42, 1] });
  const { metrics, sharpeError } = trade(run);
  console.log(
    `${names.join(' + ')}: Sharpe ${metrics.sharpe.toFixed(2)} ± ${sharpeError.toFixed(2)}`,
  );
}
