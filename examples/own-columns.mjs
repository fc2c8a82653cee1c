/**
 * Bars from plain arrays, without a file, and with a column of your own: here a made-up funding
 * rate, which a feature reads by its name. The arrays are checked as a file is.
 *
 * Run: node examples/own-columns.mjs
 */

import {
  barsOf,
  catalogue,
  dataset,
  defineFeature,
  sampleBars,
  trade,
  walkForward,
} from 'walkforest';

// Whatever you have: a database's answer, another program's output.
const { time, open, high, low, close, volume } = sampleBars();
const fundingRate = Array.from(close, (price, i) => 0.0001 * (price / (close[i - 7] ?? price) - 1));

const bars = barsOf(
  { time, open, high, low, close, volume, funding_rate: fundingRate },
  { timeframe: '1d', name: 'perpetual' },
);

const dearFunding = defineFeature({
  name: 'funding_3d',
  inputs: ['funding_rate'],
  formula: 'sum(funding_rate, 3)',
  lookback: () => 2,
  compute: ({ column }) => {
    const rate = column('funding_rate');
    return rate.map((today, i) => (i < 2 ? Number.NaN : today + rate[i - 1] + rate[i - 2]));
  },
});

const features = catalogue.with(dearFunding);
const data = dataset(bars, { features, names: ['mfi_14', 'funding_3d'] });
const { metrics, buyHold } = trade(await walkForward(data, { trees: 20, seeds: [42] }));
console.log(`${data.matrix.rows} rows of ${bars.time.length} bars of ${bars.source.name}`);
console.log(
  `Sharpe ${metrics.sharpe.toFixed(2)}, buy and hold ${buyHold.metrics.sharpe.toFixed(2)}`,
);
