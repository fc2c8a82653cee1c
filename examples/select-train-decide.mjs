/**
 * From candidates to a decision: choose features, train a model of all bars, keep its bytes, load
 * them as another process would, and decide on the last closed bar.
 *
 * Run: node examples/select-train-decide.mjs
 */

import { dataset, decide, loadModel, catalogue, sampleBars, select, train } from 'walkforest';

const bars = sampleBars();
const data = dataset(bars, { names: ['mfi_14', 'atr_14', 'vol_ratio_20d', 'rsi_14'] });

const best = await select(data, {
  trees: 20,
  maxFeatures: 2,
  onProgress: (phase, done, total) => {
    if (done === total) console.log(`${phase}: ${total} trees`);
  },
});
console.log(`${best.selected.join(', ')}: Sharpe ${best.sharpe.toFixed(2)}`);
console.log(
  `the best of ${best.trials} trials; without any skill the best of as many would show ` +
    `${best.statistics.expectedMaximum.toFixed(2)}`,
);

const { bytes } = train(bars, { names: best.selected, trees: 100, neutral: 'flat' });
const model = loadModel(bytes);
const { signal, probabilities } = decide({ bars, model, features: catalogue, previous: 0 });
console.log(
  `signal ${signal}: up ${probabilities.up.toFixed(3)}, down ${probabilities.down.toFixed(3)}`,
);
