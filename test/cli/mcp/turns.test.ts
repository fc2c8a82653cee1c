import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../cli/mcp/turns.ts';

const signal = new AbortController().signal;

describe('turns', () => {
  it('come one after the other if there is one, and the longest waiting is next', async () => {
    const turns = createTurns(1);
    const order: string[] = [];
    const giveBack = await turns.take(signal, () => order.push('never'));
    const others = ['a', 'b'].map(async (name) => {
      const next = await turns.take(signal, () => order.push(`${name} waits`));
      order.push(name);
      next();
    });
    giveBack();
    giveBack(); // Twice is once.
    await Promise.all(others);
    expect(order).toEqual(['a waits', 'b waits', 'a', 'b']);
    await turns.take(signal, () => order.push('full'));
    await Promise.race([turns.take(signal, () => order.push('full')), Promise.resolve()]);
    expect(order.at(-1)).toBe('full');
  });

  it('are not given to who has gone', async () => {
    const turns = createTurns(1);
    const giveBack = await turns.take(signal, () => {});
    const cancel = new AbortController();
    const gone = turns.take(cancel.signal, () => {});
    const stays = turns.take(signal, () => {});
    cancel.abort();
    await expect(gone).rejects.toThrow('cancelled');
    giveBack();
    await expect(stays).resolves.toBeTypeOf('function');
    await expect(turns.take(cancel.signal, () => {})).rejects.toThrow('cancelled');
  });
});
