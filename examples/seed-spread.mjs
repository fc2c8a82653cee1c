/**
 * How much of a Sharpe ratio is the chance of the trees: the same features with several seeds. A
 * difference between two feature sets that is smaller than this spread says nothing.
 *
 * Run: node examples/seed-spread.mjs
 */

import { dataset, sampleBars, trade, walkForward } from 'walkforest';

const data = dataset(sampleBars(), { names: ['forward_4'] });
const run = await walkForward(data, { trees: 20, seeds: [1, 2, 3, 4, 5] });
const { metrics, bySeed, seedSpread, sharpeError } = trade(run);

for (const { seed, metrics: own } of bySeed) console.log(`seed ${seed}: ${own.sharpe.toFixed(2)}`);
const sharpes = bySeed.map((one) => one.metrics.sharpe);
const [least, greatest] = [Math.min(...sharpes), Math.max(...sharpes)];
console.log(`one seed alone: ${least.toFixed(2)} to ${greatest.toFixed(2)}`);
console.log(`their mean probabilities: ${metrics.sharpe.toFixed(2)} ± ${sharpeError.toFixed(2)}`);
console.log(`rows of the same class in two seeds: ${(100 * seedSpread.sameClass).toFixed(1)} %`);
