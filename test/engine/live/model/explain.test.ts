import { describe, expect, it } from 'vitest';
import { sampleBars } from '../../../../data/sample-bars.ts';
import { isoTime } from '../../../../engine/core/bar-time.ts';
import { sliceBars } from '../../../../engine/core/bars.ts';
import { mostProbableClasses } from '../../../../engine/forest/class-votes.ts';
import type { Forest } from '../../../../engine/forest/forest.ts';
import { codesOf, createPredictor } from '../../../../engine/forest/predictor.ts';
import { explainRow } from '../../../../engine/forest/row-explainer.ts';
import { decide, type Situation } from '../../../../engine/live/model/decide.ts';
import { explain } from '../../../../engine/live/model/explain.ts';
import {
  loadModelArtifact,
  type ModelArtifact,
} from '../../../../engine/live/model/model-artifact.ts';
import {
  nextPosition,
  type NeutralPolicy,
  type Position,
  type Signal,
} from '../../../../engine/trade/positions.ts';
import { catalogue } from '../../../../features/catalogue.ts';
import { scaleOf } from '../../../../features/scale.ts';
import { planOf } from '../../../dataset-plan.ts';
import { TOY_PLAN, toyModel } from '../toy-model.ts';

const bars = sampleBars('1d', 3);
const loaded = (trained = toyModel()): ModelArtifact =>
  loadModelArtifact(trained.bytes, 'toy', catalogue);
const model = loaded();

function at(end: number, previous: Position = 0, used = model): Situation {
  return { bars: sliceBars(bars, 0, end), model: used, features: catalogue, previous };
}

function withPolicy(neutral: NeutralPolicy): ModelArtifact {
  return { ...model, header: { ...model.header, neutral } };
}

/** The class of the row. */
function classOf(forest: Forest, row: readonly number[]): Signal {
  const votes = new Uint32Array(3);
  createPredictor(forest).votes(row, votes);
  return mostProbableClasses(votes)[0] as Signal;
}

/** The next larger double. */
function nextAbove(value: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0]! += value >= 0 ? 1n : -1n;
  return new Float64Array(bits.buffer)[0]!;
}

const ENDS = Array.from({ length: 40 }, (_, i) => bars.time.length - 9 * i);

describe('explain', () => {
  it('has contributions that add up to the probabilities, the largest first', () => {
    for (const end of ENDS) {
      const why = explain(at(end));
      const decision = decide(at(end));
      expect(why.probabilities).toEqual(decision.probabilities);
      for (const name of ['down', 'neutral', 'up'] as const) {
        const sum = why.contributions.reduce((all, one) => all + one[name], why.base[name]);
        expect(sum).toBeCloseTo(decision.probabilities[name], 12);
      }
      const own = ({ '-1': 'down', '0': 'neutral', '1': 'up' } as const)[decision.signal];
      const sizes = why.contributions.map((one) => Math.abs(one[own]));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      const values = Object.fromEntries(why.contributions.map((one) => [one.feature, one.value]));
      expect(values).toEqual(decision.features);
    }
  });

  it('states thresholds at which the position changes, and no sooner', () => {
    let found = 0;
    for (const end of ENDS.slice(0, 12)) {
      for (const previous of [-1, 0, 1] as const) {
        for (const neutral of ['hold', 'flat'] as const) {
          const used = withPolicy(neutral);
          const why = explain(at(end, previous, used));
          const row = TOY_PLAN.names.map(
            (name) => why.contributions.find(({ feature }) => feature === name)!.value,
          );
          for (const { feature, smallest } of why.changes) {
            const column = TOY_PLAN.names.indexOf(feature);
            const positionWith = (value: number): Position =>
              nextPosition(previous, classOf(used.forest, row.with(column, value)), neutral);
            const values = [...used.forest.edges[column]!, Number.MAX_VALUE];
            const others = values.filter((value) => positionWith(value) !== why.position);
            expect(smallest === null).toBe(others.length === 0);
            if (smallest === null) continue;
            found++;
            const { threshold, change, when, position } = smallest;
            expect(change).toBe(threshold - row[column]!);
            const [near, beyond] =
              when === 'above'
                ? [threshold, nextAbove(threshold)]
                : [nextAbove(threshold), threshold];
            expect(positionWith(near)).toBe(why.position);
            expect(positionWith(beyond)).toBe(position);
            expect(position).not.toBe(why.position);
            // Nothing between today's value and the threshold, and nothing as near on the other
            // side, leads to another position.
            const reach = Math.abs(change);
            const inside = used.forest.edges[column]!.filter(
              (edge) => Math.abs(edge - row[column]!) < reach * (1 - 1e-9),
            );
            for (const edge of inside) {
              expect(positionWith(edge)).toBe(why.position);
              expect(positionWith(nextAbove(edge))).toBe(why.position);
            }
          }
        }
      }
    }
    expect(found).toBeGreaterThan(100);
  });

  it('gives the change in standard deviations of the past bars, the smallest first', () => {
    const end = bars.time.length;
    const why = explain(at(end, 0, withPolicy('flat')));
    const columns = catalogue.columns(bars, TOY_PLAN.names, scaleOf('1d'));
    const start = Math.max(...model.header.features.map(({ warmup }) => warmup!));
    const sizes: number[] = [];
    for (const { feature, smallest } of why.changes) {
      const past = [...columns[TOY_PLAN.names.indexOf(feature)]!.subarray(start, end - 1)];
      const mean = past.reduce((a, b) => a + b, 0) / past.length;
      const squares = past.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      if (smallest === null) continue;
      const deviation = Math.sqrt(squares / (past.length - 1));
      expect(smallest.deviations).toBeCloseTo(smallest.change / deviation, 9);
      const lower = past.filter((value) => value < smallest.threshold).length / past.length;
      expect(smallest.lower).toBe(lower);
      sizes.push(Math.abs(smallest.deviations!));
    }
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(why.changes.map(({ smallest }) => smallest === null)).toEqual(
      why.changes.map(({ smallest }) => smallest === null).toSorted(),
    );
  });

  it('finds the past bars that share most leaves, and what followed them', () => {
    for (const end of ENDS.slice(0, 8)) {
      const why = explain(at(end));
      const columns = catalogue.columns(bars, TOY_PLAN.names, scaleOf('1d'));
      const start = Math.max(...model.header.features.map(({ warmup }) => warmup!));
      const past = Array.from({ length: end - 1 - start }, (_, i) => start + i);
      const codes = [...past, end - 1].map((bar) =>
        codesOf(
          model.forest,
          columns.map((column) => column[bar]!),
        ),
      );
      const others = columns.map((_, i) => Uint8Array.from(codes, (row) => row[i]!));
      const shares = explainRow(model.forest, codes.at(-1)!, others).shared;
      const shared = Array.from(shares, (trees) => trees / 25);
      expect(shared.pop()).toBe(1);
      const order = past
        .map((bar, i) => ({ bar, share: shared[i]! }))
        .sort((a, b) => b.share - a.share || a.bar - b.bar)
        .slice(0, 20);
      expect(why.similar).toEqual(
        order.map(({ bar, share }) => ({
          bar: isoTime(bars.time[bar]!),
          shared: share,
          next: bars.close[bar + 1]! / bars.close[bar]! - 1,
        })),
      );
      const returns = why.similar.map(({ next }) => next);
      expect(why.followed).toEqual({
        mean: returns.reduce((a, b) => a + b, 0) / 20,
        least: Math.min(...returns),
        greatest: Math.max(...returns),
        up: returns.filter((value) => value > 0).length,
      });
      expect(why.past).toEqual({
        bars: past.length,
        from: isoTime(bars.time[start]!),
        to: isoTime(bars.time[end - 2]!),
      });
    }
  });

  it('says that there is no past bar where the bars are just enough to decide', () => {
    const needed = Math.max(...model.header.features.map(({ warmup }) => warmup! + 1));
    const end = bars.time.length;
    const why = explain({ ...at(end), bars: sliceBars(bars, end - needed, end) });
    expect(why.past).toEqual({ bars: 0, from: null, to: null });
    expect(why.similar).toEqual([]);
    expect(why.followed).toBeNull();
    expect(why.contributions.map(({ lower }) => lower)).toEqual([null, null, null]);
    expect(why.unseen.strange).toBe(false);
    for (const { smallest } of why.changes) expect(smallest?.deviations ?? null).toBeNull();
  });

  it('says which values are beyond the training, and which are at its edge', () => {
    const end = bars.time.length;
    const usual = explain(at(end)).unseen;
    expect(usual).toEqual({ beyond: [], tails: [], strange: false });
    // Ten times the price on the last bar: the average lags far behind.
    const last = end - 1;
    const jumped = { ...bars, close: bars.close.with(last, bars.close[last]! * 10) };
    const high = bars.high.with(last, bars.high[last]! * 10);
    const { unseen, contributions } = explain({ ...at(end), bars: { ...jumped, high } });
    const value = contributions.find(({ feature }) => feature === 'ema_ratio_12')!.value;
    const [least, greatest] = model.header.features[0]!.range;
    expect(value).toBeGreaterThan(greatest);
    expect(unseen.beyond).toContainEqual({ feature: 'ema_ratio_12', value, least, greatest });
    expect(unseen.tails).toContain('ema_ratio_12');
    expect(unseen.strange).toBe(true);
  });

  it('calls a bar strange that no past bar resembles, though each value is usual', () => {
    // Returns change from bar to bar, so a bar may share few leaves with the only one before it.
    const plan = { ...TOY_PLAN, ...planOf(['log_ret_1d', 'lag_ret_1', 'lag_ret_2']) };
    const used = loaded(toyModel(bars, plan));
    const needed = Math.max(...used.header.features.map(({ warmup }) => warmup! + 1));
    const alone = ENDS.map((last) =>
      explain({ ...at(last, 0, used), bars: sliceBars(bars, last - needed - 1, last) }),
    ).filter(({ unseen }) => unseen.beyond.length === 0);
    for (const one of alone) {
      expect(one.similar).toHaveLength(1);
      expect(one.unseen.strange).toBe(one.similar[0]!.shared < 1 / 3);
    }
    expect(new Set(alone.map(({ unseen }) => unseen.strange))).toEqual(new Set([true, false]));
  });

  it('names no tail for a column of few values', () => {
    const plan = { ...TOY_PLAN, ...planOf(['dow_sin', 'mfi_14']) };
    const weekly = loaded(toyModel(bars, plan));
    const seen = ENDS.map((end) => explain(at(end, 0, weekly)).unseen);
    expect(seen.flatMap(({ tails }) => tails)).not.toContain('dow_sin');
  });

  it('explains a decision that is handed in, the same as its own, with the same bytes', () => {
    const situation = at(bars.time.length);
    const why = JSON.stringify(explain(situation));
    expect(JSON.stringify(explain(situation, decide(situation)))).toBe(why);
    expect(why).not.toMatch(/NaN|Infinity/);
  });
});
