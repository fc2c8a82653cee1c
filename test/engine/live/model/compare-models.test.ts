import { describe, expect, it } from 'vitest';
import { sampleBars } from '../../../../data/sample-bars.ts';
import { sliceBars, type Bars } from '../../../../engine/core/bars.ts';
import { InputError } from '../../../../engine/core/errors.ts';
import { compareModels } from '../../../../engine/live/model/compare-models.ts';
import { decide } from '../../../../engine/live/model/decide.ts';
import type { Position } from '../../../../engine/trade/positions.ts';
import { catalogue } from '../../../../features/catalogue.ts';
import { TOY_PLAN, toyModel } from '../toy-model.ts';

const bars = sampleBars('1d', 3);
const older = toyModel(sliceBars(bars, 0, bars.time.length - 90));
const newer = toyModel(bars, { ...TOY_PLAN, neutral: 'flat' });
const COUNT = 40;

/** Class and position of each of the last bars, decided one by one as the function does. */
function decidedOneByOne(model: typeof older, all: Bars) {
  let previous: Position = 0;
  return Array.from({ length: COUNT }, (_, i) => {
    const until = sliceBars(all, 0, all.time.length - COUNT + i + 1);
    const decision = decide({ bars: until, model, features: catalogue, previous });
    previous = decision.position;
    return decision;
  });
}

describe('the comparison of two models', () => {
  it('counts the agreement of what the function would have decided', () => {
    const [one, other] = [decidedOneByOne(older, bars), decidedOneByOne(newer, bars)];
    const share = (field: 'signal' | 'position'): number =>
      one.filter((decision, i) => decision[field] === other[i]![field]).length / COUNT;
    const compared = compareModels({ old: older, new: newer }, bars, catalogue, COUNT);
    expect(compared.bars).toBe(COUNT);
    expect(compared.sameClass).toBe(share('signal'));
    expect(compared.samePosition).toBe(share('position'));
    expect(compared.sameClass).toBeLessThan(1);
  });

  it('has the figures of each account: position times return, less costs', () => {
    const { old } = compareModels({ old: older, new: newer }, bars, catalogue, COUNT);
    const positions = decidedOneByOne(older, bars).map(({ position }) => position);
    const close = bars.close.slice(-COUNT);
    let growth = 0;
    for (let i = 0; i + 1 < COUNT; i++) {
      const turnover = Math.abs(positions[i]! - (positions[i - 1] ?? 0));
      growth += Math.log1p(positions[i]! * (close[i + 1]! / close[i]! - 1) - 0.0005 * turnover);
    }
    expect(old.totalLogReturn).toBeCloseTo(growth, 12);
    expect(Number.isFinite(old.sharpe)).toBe(true);
  });

  it('a model agrees with itself', () => {
    const same = compareModels({ old: older, new: older }, bars, catalogue);
    expect([same.bars, same.sameClass, same.samePosition]).toEqual([365, 1, 1]);
    expect(same.old).toEqual(same.new);
  });

  it('refuses bars that are too few for the features', () => {
    const few = sliceBars(bars, 0, 30);
    expect(() => compareModels({ old: older, new: newer }, few, catalogue)).toThrow(InputError);
  });
});
