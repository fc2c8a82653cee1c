/**
 * A small neural network for class probabilities: one hidden layer of tanh units and a softmax,
 * trained on all rows at once with the same number of steps in every fold. Vocabulary: a layer's
 * weights and biases are its parameters; a step moves all of them once. The gradients are written
 * out, because tfjs-core alone knows none. Must not know: which backend computes.
 */

import type { Rank, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import { deriveSeed } from '../core/hash.ts';
import { randomStream } from '../core/random.ts';
import { CLASS_COUNT } from '../forest/problem.ts';
import type { Rows } from './standardised-rows.ts';
import type { TensorLibrary } from './tensor-library.ts';
import type { Learner, TrainingRows } from './walk-learner.ts';

/** How the network is built and trained. */
export const NETWORK_SETTINGS = {
  hiddenUnits: 8,
  /** Steps of Adam, each on all training rows. */
  steps: 100,
  learningRate: 0.05,
  /** Weight of half the sum of squared weights beside the mean loss of a row. */
  penalty: 0.001,
} as const;

/**
 * The parameters: weights (features × units) and biases (1 × units) of the hidden layer, weights
 * (units × classes) and biases (1 × classes) of the output.
 */
type Layers = readonly [Tensor2D, Tensor2D, Tensor2D, Tensor2D];

/** Training rows as tensors: features (rows × width) and a 1 at each row's class (rows × 3). */
type Batch = { readonly inputs: Tensor2D; readonly targets: Tensor2D };

/**
 * The network as a learner. Each fold starts from the same weights, which only `seed` and the
 * number of features decide, so two runs with one backend give the same bytes.
 * Sources: Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks" (2010), for the first weights; Kingma & Ba, "Adam" (2015), for the steps.
 */
export function networkLearner(library: TensorLibrary, seed: number): Learner {
  return (train, tested) => {
    const layers = firstLayers(train.rows.width, seed);
    // The tensors go, the variables made of them stay.
    const variables = library.tidy(() =>
      layers.map((layer) => library.variable(tensorOf(library, layer))),
    );
    try {
      fit(library, variables, train);
      const shares = library.tidy(() => {
        const inputs = tensorOf(library, tested);
        return forward(library, layersOf(variables), inputs).shares.dataSync<'float32'>();
      });
      return normalised(shares);
    } finally {
      for (const variable of variables) variable.dispose();
    }
  };
}

/** The mean loss of a row with the penalty, and the gradients by the parameters, in their order. */
export function networkLoss(
  library: TensorLibrary,
  parameters: readonly Rows[],
  train: TrainingRows,
): { readonly loss: number; readonly gradients: readonly Float32Array[] } {
  return library.tidy(() => {
    const layers = layersOf(parameters.map((layer) => tensorOf(library, layer)));
    const batch = batchOf(library, train);
    const { shares } = forward(library, layers, batch.inputs);
    const logs = library.sum(library.mul(library.log(shares), batch.targets)).dataSync()[0]!;
    const squares = [layers[0], layers[2]].map(
      (weights) => library.sum(library.square(weights)).dataSync()[0]!,
    );
    return {
      loss: -logs / train.rows.count + (NETWORK_SETTINGS.penalty / 2) * (squares[0]! + squares[1]!),
      gradients: gradientsOf(library, layers, batch).map((gradient) =>
        gradient.dataSync<'float32'>(),
      ),
    };
  });
}

/** The parameters before the first step: weights uniform by Glorot's rule, biases 0. */
export function firstLayers(width: number, seed: number): readonly Rows[] {
  const { hiddenUnits } = NETWORK_SETTINGS;
  const { uniform } = randomStream(deriveSeed(seed, 'network'));
  const weights = (inputs: number, outputs: number): Rows => {
    const bound = Math.sqrt(6 / (inputs + outputs));
    const values = Float64Array.from(
      { length: inputs * outputs },
      () => bound * (2 * uniform() - 1),
    );
    return { count: inputs, width: outputs, values };
  };
  const biases = (units: number): Rows => ({
    count: 1,
    width: units,
    values: new Float64Array(units),
  });
  return [
    weights(width, hiddenUnits),
    biases(hiddenUnits),
    weights(hiddenUnits, CLASS_COUNT),
    biases(CLASS_COUNT),
  ];
}

function fit(
  library: TensorLibrary,
  variables: readonly Variable<Rank.R2>[],
  train: TrainingRows,
): void {
  const { steps, learningRate } = NETWORK_SETTINGS;
  const optimizer = library.train.adam(learningRate);
  const batch = batchOf(library, train);
  for (let step = 0; step < steps; step++) {
    library.tidy(() => {
      const gradients = gradientsOf(library, layersOf(variables), batch);
      optimizer.applyGradients(
        gradients.map((tensor, i) => ({ name: variables[i]!.name, tensor })),
      );
    });
  }
  optimizer.dispose();
  batch.inputs.dispose();
  batch.targets.dispose();
}

/** The hidden units (rows × units) and the probabilities (rows × classes). */
function forward(
  library: TensorLibrary,
  [hiddenWeights, hiddenBiases, weights, biases]: Layers,
  inputs: Tensor2D,
): { readonly hidden: Tensor2D; readonly shares: Tensor2D } {
  const sums: Tensor2D = library.add(library.matMul(inputs, hiddenWeights), hiddenBiases);
  const hidden = library.tanh(sums);
  const scores: Tensor2D = library.add(library.matMul(hidden, weights), biases);
  return { hidden, shares: library.softmax(scores) };
}

/** The gradients of the loss, back through the layers. */
function gradientsOf(
  library: TensorLibrary,
  layers: Layers,
  { inputs, targets }: Batch,
): readonly Tensor2D[] {
  const [hiddenWeights, , weights] = layers;
  const { penalty } = NETWORK_SETTINGS;
  const { hidden, shares } = forward(library, layers, inputs);
  const byScore: Tensor2D = library.div(library.sub(shares, targets), inputs.shape[0]);
  const slope = library.sub(1, library.square(hidden));
  const bySum: Tensor2D = library.mul(library.matMul(byScore, weights, false, true), slope);
  const byWeights = (source: Tensor2D, by: Tensor2D, own: Tensor2D): Tensor2D =>
    library.add(library.matMul(source, by, true, false), library.mul(own, penalty));
  return [
    byWeights(inputs, bySum, hiddenWeights),
    library.sum(bySum, 0, true),
    byWeights(hidden, byScore, weights),
    library.sum(byScore, 0, true),
  ];
}

function batchOf(library: TensorLibrary, { rows, labels }: TrainingRows): Batch {
  const targets = new Float64Array(rows.count * CLASS_COUNT);
  for (let row = 0; row < rows.count; row++) targets[row * CLASS_COUNT + labels[row]] = 1;
  return {
    inputs: tensorOf(library, rows),
    targets: tensorOf(library, { count: rows.count, width: CLASS_COUNT, values: targets }),
  };
}

function tensorOf(library: TensorLibrary, { count, width, values }: Rows): Tensor2D {
  return library.tensor2d(Float32Array.from(values), [count, width]);
}

function layersOf(tensors: readonly Tensor2D[]): Layers {
  return [tensors[0], tensors[1], tensors[2], tensors[3]];
}

/** The probabilities in double precision; each row's add up to 1. */
function normalised(shares: ArrayLike<number>): Float64Array {
  const target = Float64Array.from(shares);
  for (let start = 0; start < target.length; start += CLASS_COUNT) {
    let total = 0;
    for (let code = 0; code < CLASS_COUNT; code++) total += target[start + code];
    for (let code = 0; code < CLASS_COUNT; code++) target[start + code] /= total;
  }
  return target;
}
