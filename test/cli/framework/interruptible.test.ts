import { describe, expect, it } from 'vitest';
import { interruptible } from '../../../cli/framework/interruptible.ts';
import { Cancelled } from '../../../engine/core/errors.ts';

const never = new AbortController().signal;

/** Sends SIGINT to this process, and never ends. */
function endless(): never {
  process.kill(process.pid, 'SIGINT');
  for (;;);
}

describe('interruptible work', () => {
  it('is broken off by SIGINT, which no listener hears', async () => {
    const heard: string[] = [];
    const listener = (): void => void heard.push('listener');
    process.on('SIGINT', listener);
    try {
      const run = interruptible(never, () => heard.push('interrupted'));
      await expect(run(endless)).rejects.toThrow(Cancelled);
      expect(heard).toEqual(['interrupted']);
      expect(await run(() => 7)).toBe(7);
    } finally {
      process.off('SIGINT', listener);
    }
  });

  it('does not begin if SIGINT came before, while other work kept the process busy', async () => {
    const cancel = new AbortController();
    const listener = (): void => cancel.abort();
    process.on('SIGINT', listener);
    try {
      const run = interruptible(cancel.signal, () => {});
      process.kill(process.pid, 'SIGINT');
      await expect(run(() => 7)).rejects.toThrow(Cancelled);
    } finally {
      process.off('SIGINT', listener);
    }
  });

  it('gives its result, and throws its own errors', async () => {
    const run = interruptible(never, () => {});
    const error = new TypeError('broken');
    const fail = (): never => {
      throw error;
    };
    expect(await run(() => 7)).toBe(7);
    await expect(run(fail)).rejects.toBe(error);
    expect(Object.getOwnPropertySymbols(globalThis)).not.toContain(Symbol.for('walkforest.work'));
  });
});
