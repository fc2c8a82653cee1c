import { describe, expect, it } from 'vitest';
import { decodeAnswer, encodeAnswer, sameVotes } from '../../../engine/queue/vote-answer.ts';

const VOTES = Uint32Array.of(0, 4_294_967_295, 7);

describe('an answer', () => {
  it.each(['a', 'den-12ab34', 'größer-1'])('comes back from its bytes: worker %s', (worker) => {
    const bytes = encodeAnswer({ worker, votes: VOTES });
    expect(decodeAnswer(bytes, 3)).toEqual({ worker, votes: VOTES });
  });

  it('is refused if a byte of its votes differs', () => {
    const bytes = encodeAnswer({ worker: 'den', votes: VOTES });
    bytes[bytes.length - 1]! ^= 1;
    expect(() => decodeAnswer(bytes, 3)).toThrow('worker den: its answer was damaged on the way');
  });

  it('is refused if it is too short, too long or of another kind', () => {
    const bytes = encodeAnswer({ worker: 'den', votes: VOTES });
    expect(() => decodeAnswer(bytes, 4)).toThrow('worker den: expected 4 votes, got 3');
    expect(() => decodeAnswer(bytes.subarray(0, -1), 3)).toThrow('expected 3 votes, got 2.75');
    expect(() => decodeAnswer(Buffer.from('x'), 3)).toThrow('of another kind');
    expect(() => decodeAnswer(Buffer.alloc(100), 3)).toThrow('of another kind');
  });

  it.each(['', '\u001B[2Jden', 'den\nqueue: all is well', 'x'.repeat(81)])(
    'is refused if its worker could not have this id: %j',
    (worker) => {
      const bytes = encodeAnswer({ worker, votes: VOTES });
      expect(() => decodeAnswer(bytes, 3)).toThrow('names no worker');
    },
  );

  it('is compared by its votes', () => {
    expect(sameVotes(VOTES, VOTES.slice())).toBe(true);
    expect(sameVotes(VOTES, Uint32Array.of(0, 4_294_967_295, 8))).toBe(false);
  });
});
