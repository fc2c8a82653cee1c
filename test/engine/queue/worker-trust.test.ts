import { describe, expect, it } from 'vitest';
import { createWorkerTrust } from '../../../engine/queue/worker-trust.ts';
import { sha256Of } from '../../../engine/queue/problem-bytes.ts';

const task = (i: number): string => `t${sha256Of(`${i}`).slice(0, 40)}`;

describe('trust in workers', () => {
  it('checks the first answer of each worker, and a share of the others', () => {
    const trust = createWorkerTrust(0.1, 'secret');
    expect(trust.answered('a', task(0))).toBe(true);
    expect(trust.answered('b', task(0))).toBe(true);
    const checked = Array.from({ length: 10_000 }, (_, i) => trust.answered('a', task(i)));
    const count = checked.filter(Boolean).length;
    // Binomial(10,000, 0.1): mean 1,000, four standard deviations are 120.
    expect(Math.abs(count - 1000)).toBeLessThan(120);
    expect(trust.counts()).toEqual(
      new Map([
        ['a', 10_001],
        ['b', 1],
      ]),
    );
  });

  it('checks other answers with another secret: no worker can tell which', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => task(i));
    const checkedWith = (secret: string): readonly string[] => {
      const trust = createWorkerTrust(0.1, secret);
      trust.answered('a', task(-1));
      return ids.filter((id) => trust.answered('a', id));
    };
    const [one, other] = [checkedWith('one'), checkedWith('other')];
    expect(checkedWith('one')).toEqual(one);
    // Of some 100 each, some 10 are in both.
    expect(one.filter((id) => other.includes(id)).length).toBeLessThan(40);
  });

  it('checks all or none if asked to', () => {
    const [all, none] = [createWorkerTrust(1, ''), createWorkerTrust(0, '')];
    const ids = Array.from({ length: 100 }, (_, i) => task(i));
    expect(ids.every((id) => all.answered('a', id))).toBe(true);
    expect(ids.some((id) => none.answered('a', id))).toBe(false);
  });

  it('knows which finished work an excluded worker has spoiled', () => {
    const trust = createWorkerTrust(1, '');
    trust.finished('w1', ['a', 'b']);
    trust.finished('w2', ['b']);
    trust.finished('w3', ['c']);
    expect(trust.spoiled()).toEqual([]);
    trust.exclude('b');
    expect([trust.trusts('a'), trust.trusts('b')]).toEqual([true, false]);
    expect([trust.spoiled(), trust.excluded()]).toEqual([['w1', 'w2'], ['b']]);
  });
});
