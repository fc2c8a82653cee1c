import { describe, expect, it } from 'vitest';
import { phaseTimer } from '../../../engine/core/phase-timer.ts';

describe('a phase timer', () => {
  it('sums the time of each phase, in order of first use', async () => {
    let now = 0;
    const timer = phaseTimer(() => now);
    expect(timer.time('read', () => (now += 3))).toBe(3);
    await timer.timeAsync('grow', async () => (now += 10));
    timer.time('read', () => (now += 1));
    timer.add('grow', 5);
    expect(Object.entries(timer.report())).toEqual([
      ['read', 4],
      ['grow', 15],
    ]);
  });

  it('counts the time of work that fails', async () => {
    let now = 0;
    const timer = phaseTimer(() => now);
    const fail = (): never => {
      now += 2;
      throw new Error('broken');
    };
    expect(() => timer.time('read', fail)).toThrow('broken');
    await expect(timer.timeAsync('read', async () => fail())).rejects.toThrow('broken');
    expect(timer.report()).toEqual({ read: 4 });
  });
});
