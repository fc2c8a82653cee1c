import { describe, expect, it } from 'vitest';
import {
  differences,
  inputsOf,
  parseTolerance,
  type GoldenCase,
  type GoldenFolder,
} from './golden-cases.ts';

describe('tolerance of a golden case', () => {
  it.each([
    ['1e-9 relative', ['a'], 1e-9],
    ['exact', ['a'], 0],
    ['1e-8 relative; m_hat, M exact', ['paper', 'm_hat'], 0],
    ['1e-8 relative; m_hat, M exact', ['paper', 'M'], 0],
    ['1e-8 relative; m_hat, M exact', ['paper', 'G'], 1e-8],
    ['1e-8; emax_simulated 0.005, max_matched 2 %', ['max_matched'], 0.02],
    ['1e-8; emax_simulated 0.005, max_matched 2 %', ['emax_simulated'], 0.005],
    ['1e-8; emax_simulated 0.005, max_matched 2 %', ['entropy'], 1e-8],
    ['approximation 1e-10; exact 1e-7', ['2', 'variance_exact'], 1e-7],
    ['own values 1e-9; published 5e-4', ['published', 'beta'], 5e-4],
    ['own values 1e-9; published 5e-4', ['beta'], 1e-9],
    ['counts exact, else 1e-10', ['pbo'], 1e-10],
    ['counts exact', ['p'], 1e-9],
  ])('%s is for %j %d', (text, path, expected) => {
    expect(parseTolerance(text)(path)).toBe(expected);
  });
});

describe('comparison with a golden case', () => {
  const tolerance = parseTolerance('1e-6');

  it('finds what differs, and where', () => {
    const expected = { a: 1, b: { c: [1, 2] }, d: 'x', e: true, f: null };
    const same = { a: 1 + 1e-7, b: { c: Float64Array.of(1, 2) }, d: 'x', e: true, f: Number.NaN };
    expect(differences(expected, same, tolerance)).toEqual({ lines: [], compared: 6 });
    const other = { a: 1.1, b: { c: [1, 3] }, d: 'y', e: false, f: 0 };
    expect(differences(expected, other, tolerance).lines).toEqual([
      'a: expected 1, got 1.1',
      'b.c.1: expected 2, got 3',
      'd: expected "x", got y',
      'e: expected true, got false',
      'f: expected null, got 0',
    ]);
  });

  it('finds what is missing, undefined or of another length', () => {
    expect(differences({ a: 1 }, {}, tolerance).lines).toEqual(['a: expected 1, got undefined']);
    expect(differences({ a: 1 }, { a: Number.NaN }, tolerance).lines).toHaveLength(1);
    expect(differences({ a: { b: 1 } }, {}, tolerance).lines).toHaveLength(1);
    expect(differences([1, 2], [1], tolerance).lines).toHaveLength(1);
    expect(differences([], undefined, tolerance).lines).toHaveLength(1);
  });

  it('reads numbers as names whatever their form', () => {
    expect(differences({ '1.0': 5 }, { 1: 5 }, tolerance).lines).toEqual([]);
  });

  it('compares published figures to the digits that are printed', () => {
    const expected = { published_a: 0.9, published: { b: 0.12 }, published_c: null };
    const near = { a: 0.94, b: 0.1249, c: 7 };
    expect(differences(expected, near, tolerance).lines).toEqual([]);
    const far = { a: 0.96, b: 0.126, c: 7 };
    expect(differences(expected, far, tolerance).lines).toHaveLength(2);
  });
});

describe('inputs of a golden case', () => {
  const golden: GoldenCase = {
    file: 'b.json',
    name: 'any',
    function: 'any',
    inputs: { x: 'short', y: [1, 2], z: null, n: 3, m: 'a.json grid', s: 'long_squared' },
    outputs: {},
    tolerance: '',
  };
  const folder: GoldenFolder = {
    files: new Map<string, { readonly [key: string]: unknown }>([
      [
        'a.json',
        {
          series: { long: [3, -2], short: [9] },
          grid: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      ['b.json', { table: { short: [5] } }],
    ]),
    cases: [golden],
  };
  const inputs = inputsOf(folder, golden);

  it('are numbers, lists or the names of lists, the own file first', () => {
    expect(inputs.number('n')).toBe(3);
    expect(inputs.number('absent', 7)).toBe(7);
    expect(inputs.list('x')).toEqual([5]);
    expect(inputs.list('y')).toEqual([1, 2]);
    expect(Array.from(inputs.series('s'))).toEqual([9, 4]);
    expect(inputs.trials('m').map((trial) => Array.from(trial))).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(inputs.has('z')).toBe(false);
    expect(inputs.has('y')).toBe(true);
  });

  it('are refused where they are missing', () => {
    expect(() => inputs.number('absent')).toThrow('input absent: expected a number');
    expect(() => inputs.list('n')).toThrow('input n: expected a list');
    expect(() => inputs.named('nothing')).toThrow('no file has "nothing"');
  });
});
