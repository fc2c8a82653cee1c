import { describe, expect, it } from 'vitest';
import { sampleBars } from '../../../../data/sample-bars.ts';
import { sliceBars, type Bars } from '../../../../engine/core/bars.ts';
import { createWalkForwardForest } from '../../../../engine/forest/walk-forward-forest.ts';
import { buildDataset, columnsOf } from '../../../../engine/learn/dataset.ts';
import { outOfSample } from '../../../../engine/learn/out-of-sample.ts';
import { decide } from '../../../../engine/live/model/decide.ts';
import {
  loadModelArtifact,
  type ModelArtifact,
} from '../../../../engine/live/model/model-artifact.ts';
import { nextPosition, positionsOf, type Position } from '../../../../engine/trade/positions.ts';
import { catalogue } from '../../../../features/catalogue.ts';
import { scaleOf } from '../../../../features/scale.ts';
import { TOY_PLAN, toyModel } from '../toy-model.ts';

const bars = sampleBars('1d', 3);

function upTo(bar: number): Bars {
  return sliceBars(bars, 0, bar + 1);
}

function loaded(trained = toyModel()): ModelArtifact {
  return loadModelArtifact(trained.bytes, 'toy', catalogue);
}

describe('decide', () => {
  it('equals the research path on every row of a fold, bit for bit', () => {
    const { settings, names } = TOY_PLAN;
    const dataset = buildDataset(bars, TOY_PLAN);
    const { matrix, labels, time } = dataset;
    const folds = [{ trainEnd: 900, testStart: 900, testEnd: 920 }];
    const problem = { matrix, labels, folds, settings: { ...settings, epochFolds: 1 } };
    const forest = createWalkForwardForest(problem);
    const votes = forest.votes([columnsOf(matrix, names)], 0, settings.trees)[0]!;
    const research = outOfSample(dataset, folds, [votes]);

    // The model that knows what the fold knew: its last label is the return to row 900's close.
    const lastKnown = bars.time.indexOf(time[900]!);
    const model = loaded(toyModel(upTo(lastKnown)));
    expect(model.header.trainedRows).toBe(900);
    const positions = positionsOf(research.classes, 'hold');
    let position: Position = 0;
    for (let i = 0; i < 20; i++) {
      const bar = bars.time.indexOf(research.time[i]!);
      const decision = decide({ bars: upTo(bar), model, features: catalogue, previous: position });
      const { down, neutral, up } = decision.probabilities;
      expect([down, neutral, up]).toEqual([...research.probabilities.subarray(3 * i, 3 * i + 3)]);
      expect(decision.signal).toBe(research.classes[i]);
      expect(decision.position).toBe(positions[i]);
      position = decision.position;
    }
  });

  const model = loaded();
  const last = bars.time.length - 1;
  const whole = decide({ bars, model, features: catalogue, previous: 0 });

  it('gives the features, the close and the bar of the decision', () => {
    const columns = catalogue.columns(bars, TOY_PLAN.names, scaleOf('1d'));
    expect(whole.features).toEqual(
      Object.fromEntries(TOY_PLAN.names.map((name, i) => [name, columns[i]![last]])),
    );
    expect(whole).toMatchObject({ close: bars.close[last], barTime: bars.time[last] });
    const { down, neutral, up } = whole.probabilities;
    expect(down + neutral + up).toBeCloseTo(1, 12);
  });

  it('says the same with the last 720 bars as with all', () => {
    const tail = decide({
      bars: sliceBars(bars, last - 719, last + 1),
      model,
      features: catalogue,
      previous: 0,
    });
    expect(tail.probabilities).toEqual(whole.probabilities);
    for (const [name, value] of Object.entries(tail.features)) {
      expect(value).toBeCloseTo(whole.features[name]!, 9);
    }
  });

  it("follows the model's policy for neutral from any position", () => {
    const flat = { ...model, header: { ...model.header, neutral: 'flat' as const } };
    const seen = new Set<number>();
    for (let bar = last - 60; bar <= last; bar++) {
      for (const position of [-1, 0, 1] as const) {
        const held = decide({ bars: upTo(bar), model, features: catalogue, previous: position });
        const flattened = decide({
          bars: upTo(bar),
          model: flat,
          features: catalogue,
          previous: position,
        });
        expect(held.position).toBe(nextPosition(position, held.signal, 'hold'));
        expect(flattened.position).toBe(nextPosition(position, held.signal, 'flat'));
        seen.add(held.signal);
      }
    }
    expect(seen.has(0)).toBe(true);
    expect(seen.size).toBeGreaterThan(1);
  });

  it('does not decide on an undefined feature', () => {
    // Without volume there is no money flow: 0/0.
    const silent = { ...bars, volume: new Float64Array(bars.volume.length) };
    expect(() => decide({ bars: silent, model, features: catalogue, previous: 1 })).toThrow(
      /^feature mfi_14 is undefined at \d{4}-\d\d-\d\d: no decision$/,
    );
  });

  it("refuses bars fewer than the features' warm-up", () => {
    const needed = Math.max(...model.header.features.map((feature) => feature.warmup! + 1));
    const situation = (count: number) =>
      ({
        bars: sliceBars(bars, last + 1 - count, last + 1),
        model,
        features: catalogue,
        previous: 0,
      }) as const;
    expect(() => decide(situation(needed))).not.toThrow();
    expect(() => decide(situation(needed - 1))).toThrow(
      `expected at least ${needed} bars for the model's features, got ${needed - 1}`,
    );
  });

  it('refuses bars of another timeframe', () => {
    const short = { ...bars, time: bars.time.map((time) => time / 6) };
    expect(() => decide({ bars: short, model, features: catalogue, previous: 0 })).toThrow(
      "expected 1d bars as the model's, got bars 14400 s apart",
    );
  });

  it.each([
    [22, true],
    [26, true],
    [21, false],
    [27, false],
  ])('daily bars whose nearest two are %s hours apart: accepted is %s', (hours, accepted) => {
    // A session's clock change moves a daily bar by an hour, one way and back: 2 at the most.
    const time = bars.time.map((_, i) => i * hours * 3600);
    const ask = () => decide({ bars: { ...bars, time }, model, features: catalogue, previous: 0 });
    if (accepted) expect(ask).not.toThrow();
    else expect(ask).toThrow(/expected 1d bars as the model's/);
  });

  it('warns of a feature outside the range of training', () => {
    expect(whole.warnings).toEqual([]);
    const close = bars.close.map((value, bar) => (bar === last ? 10 * value : value));
    const high = bars.high.map((value, bar) => (bar === last ? 10 * value : value));
    const jumped = decide({
      bars: { ...bars, close, high },
      model,
      features: catalogue,
      previous: 0,
    });
    expect(jumped.warnings.join('\n')).toMatch(/^ema_ratio_12 = .* is outside the range of train/);
  });

  describe('with anchored features', () => {
    const plan = { ...TOY_PLAN, names: ['obv', 'adi'] };
    const trainedTo = last - 100;
    const anchored = loaded(toyModel(upTo(trainedTo), plan));

    it('continues from the anchor as if it had the whole history', () => {
      const tail = sliceBars(bars, trainedTo - 20, last + 1);
      const { features } = decide({
        bars: tail,
        model: anchored,
        features: catalogue,
        previous: 0,
      });
      const columns = catalogue.columns(bars, plan.names, scaleOf('1d'));
      for (const [i, name] of plan.names.entries()) {
        const expected = columns[i]![last]!;
        expect(Math.abs(features[name]! / expected - 1)).toBeLessThan(1e-9);
      }
    });

    it('does not count from a bar that was still forming when the file was written', () => {
      const file = upTo(trainedTo);
      const half = (column: Float64Array): Float64Array =>
        column.map((value, i) => (i === trainedTo ? value / 2 : value));
      const early = { ...file, volume: half(file.volume) };
      const model = loaded(toyModel(early, plan));
      const tail = sliceBars(bars, trainedTo - 20, last + 1);
      const decided = decide({ bars: tail, model, features: catalogue, previous: 0 });
      const columns = catalogue.columns(bars, plan.names, scaleOf('1d'));
      for (const [i, name] of plan.names.entries()) {
        expect(Math.abs(decided.features[name]! / columns[i]![last]! - 1)).toBeLessThan(1e-9);
      }
    });

    it("refuses bars that begin after the anchor's", () => {
      const tail = sliceBars(bars, trainedTo + 1, last + 1);
      expect(() =>
        decide({ bars: tail, model: anchored, features: catalogue, previous: 0 }),
      ).toThrow(
        /^feature obv is anchored: expected the bars to reach back before .*, got bars from /,
      );
    });
  });
});
