import { describe, expect, it } from 'vitest';
import { decodeProblem, encodeProblem, sha256Of } from '../../../engine/queue/problem-bytes.ts';
import { matrixOf } from '../forest/matrix-of.ts';

const DATA = {
  matrix: matrixOf({ up: [1.5, -0, 1e300], 'β 2': [0.1, 0.2, 0.3] }),
  labels: Uint8Array.of(0, 2, 1),
  folds: [{ trainEnd: 1, testStart: 2, testEnd: 3 }],
};

/** The bytes with one of them changed. */
function changed(at: number, value: number): Uint8Array {
  const bytes = encodeProblem(DATA).slice();
  bytes[at] = value;
  return bytes;
}

describe('the bytes of a problem', () => {
  it('give the problem back, with its values in shared memory', () => {
    const back = decodeProblem(encodeProblem(DATA), 'test');
    expect(back).toEqual(DATA);
    expect(Object.is(back.matrix.values[1], -0)).toBe(true);
    expect(back.matrix.values.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('are the same for the same problem, wherever they lie in memory', () => {
    const bytes = encodeProblem(DATA);
    const odd = new Uint8Array(bytes.length + 3);
    odd.set(bytes, 3);
    const again = decodeProblem(odd.subarray(3), 'test');
    expect(sha256Of(encodeProblem(again))).toBe(sha256Of(bytes));
  });

  it('are laid out as the file says', () => {
    const bytes = encodeProblem(DATA);
    const view = new DataView(bytes.buffer);
    const header = JSON.stringify({ names: ['up', 'β 2'], rows: 3, folds: 1 });
    const length = Buffer.byteLength(header);
    expect(Buffer.from(bytes.subarray(0, 8)).toString()).toBe('WFDATA01');
    expect(view.getUint32(8, true)).toBe(length);
    const values = Math.ceil((12 + length) / 8) * 8;
    expect(view.getFloat64(values + 16, true)).toBe(1e300);
    expect(view.getUint32(values + 48, true)).toBe(DATA.matrix.keys[0]);
    expect(view.getUint32(values + 48 + 8 + 4, true)).toBe(2);
    expect([...bytes.subarray(values + 48 + 8 + 12)]).toEqual([0, 2, 1]);
  });

  it.each([
    ['another kind', () => changed(0, 0), 'bytes of another kind'],
    ['a cut file', () => encodeProblem(DATA).subarray(0, -1), 'bytes instead of'],
    ['nothing', () => new Uint8Array(0), 'bytes of another kind'],
    ['a header that is too long', () => changed(11, 255), 'a cut header'],
    ['a header that is no JSON', () => changed(12, 0), 'a bad header'],
    [
      'a label of no class',
      () => changed(encodeProblem(DATA).length - 1, 3),
      'a label of no class',
    ],
    [
      'folds beyond the rows',
      () => changed(encodeProblem(DATA).length - 7, 9),
      'folds out of order',
    ],
  ])('refuse %s', (_, bytes, expected) => {
    expect(() => decodeProblem(bytes(), 'queue')).toThrow(
      new RegExp(`^queue: expected the data of a forest, got .*${expected}`),
    );
  });
});
