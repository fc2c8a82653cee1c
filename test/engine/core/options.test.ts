import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OptionTable } from '../../../engine/core/options.ts';
import { InputError } from '../../../engine/core/errors.ts';
import {
  editDistance,
  flagOf,
  nearest,
  rangeText,
  resolveOptions,
} from '../../../engine/core/options.ts';

const TABLE = {
  trees: { kind: 'integer', default: 500, min: 1, max: 4000, unit: 'trees', doc: 'Trees' },
  costBps: { kind: 'number', default: 5, min: 0, max: 1000, unit: 'bps', doc: 'Costs' },
  limit: { kind: 'number', default: undefined, min: 0, max: 1, doc: 'A limit; left out: none' },
  periods: { kind: 'number', default: 'auto', orChoice: 'auto', min: 1, max: 9000, doc: 'A year' },
  out: { kind: 'text', default: undefined, placeholder: 'FILE', doc: 'A file' },
  timeframe: { kind: 'choice', default: '1d', choices: ['1d', '4h'], doc: 'A bar' },
  nested: { kind: 'flag', default: false, doc: 'Nested' },
  candidates: { kind: 'list', default: ['all'], doc: 'Names' },
  extra: { kind: 'list', default: [], repeatable: true, doc: 'More names' },
  seeds: { kind: 'integers', default: [42], min: 0, max: 99, doc: 'Seeds' },
} as const satisfies OptionTable;

describe('options from a table', () => {
  it.each(['0x10', '0b1', '0o7', '1e2', ' 5 ', '5\n', '+5', '1_0', '5,0', '.', '-', 'Infinity'])(
    'take plain decimals only, and not "%s"',
    (text) => {
      for (const name of ['trees', 'costBps', 'limit'] as const) {
        expect(() => resolveOptions(TABLE, { [name]: text }, 'command line')).toThrow(InputError);
      }
    },
  );

  it.each([
    ['5', 5],
    ['05', 5],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
  ])('take the plain decimal %s', (text, value) => {
    expect(resolveOptions(TABLE, { costBps: text }, 'command line').costBps).toBe(value);
  });

  it('are the frozen defaults if nothing is given', () => {
    const options = resolveOptions(TABLE, {}, 'command line');
    expect(options).toEqual({
      trees: 500,
      costBps: 5,
      limit: undefined,
      periods: 'auto',
      out: undefined,
      timeframe: '1d',
      nested: false,
      candidates: ['all'],
      extra: [],
      seeds: [42],
    });
    expect(Object.isFrozen(options)).toBe(true);
  });

  it('have the types of their rows', () => {
    const options = resolveOptions(TABLE, {}, 'command line');
    const typed: {
      readonly trees: number;
      readonly limit: number | undefined;
      readonly periods: number | 'auto';
      readonly timeframe: '1d' | '4h';
      readonly nested: boolean;
      readonly seeds: readonly number[];
    } = options;
    expect(typed.timeframe).toBe('1d');
  });

  it.each([
    [{ trees: '100' }, { trees: 100 }],
    [{ trees: 100 }, { trees: 100 }],
    [{ costBps: '2.5' }, { costBps: 2.5 }],
    [{ costBps: '0' }, { costBps: 0 }],
    [{ periods: '252' }, { periods: 252 }],
    [{ periods: 'auto' }, { periods: 'auto' }],
    [{ timeframe: '4h' }, { timeframe: '4h' }],
    [{ nested: true }, { nested: true }],
    [{ candidates: 'a, b' }, { candidates: ['a', 'b'] }],
    [{ candidates: ['a', 'b'] }, { candidates: ['a', 'b'] }],
    [{ extra: ['a,b', 'c'] }, { extra: ['a,b', 'c'] }],
    [{ extra: [] }, { extra: [] }],
    [{ seeds: '42,1,2' }, { seeds: [42, 1, 2] }],
    [{ seeds: [1] }, { seeds: [1] }],
  ])('take %j', (given, expected) => {
    expect(resolveOptions(TABLE, given, 'command line')).toMatchObject(expected);
  });

  it.each([
    [{ trees: '0' }, '--trees: expected an integer from 1 to 4000 trees, got "0"'],
    [{ trees: 1.5 }, '--trees: expected an integer from 1 to 4000 trees, got 1.5'],
    [{ trees: '' }, '--trees: expected an integer from 1 to 4000 trees, got ""'],
    [{ trees: '1e9' }, '--trees: expected an integer from 1 to 4000 trees, got "1e9"'],
    [{ trees: true }, '--trees: expected an integer from 1 to 4000 trees, got true'],
    [{ costBps: 'NaN' }, '--cost-bps: expected a number from 0 to 1000 bps, got "NaN"'],
    [{ costBps: '-1' }, '--cost-bps: expected a number from 0 to 1000 bps, got "-1"'],
    [{ periods: 'Auto' }, '--periods: expected a number from 1 to 9000, or auto, got "Auto"'],
    [{ periods: '0' }, '--periods: expected a number from 1 to 9000, or auto, got "0"'],
    [{ costBps: 'auto' }, '--cost-bps: expected a number from 0 to 1000 bps, got "auto"'],
    [{ out: '' }, '--out: expected a text, got ""'],
    [{ timeframe: '1D' }, '--timeframe: expected 1d | 4h, got "1D"'],
    [{ nested: 'yes' }, '--nested: expected true or false, got "yes"'],
    [{ candidates: 'a,,b' }, '--candidates: expected a list a,b,…, got "a,,b"'],
    [{ candidates: [] }, '--candidates: expected a list a,b,…, got []'],
    [{ seeds: 'a' }, '--seeds: expected an integer from 0 to 99, comma-separated, or a range 1..9'],
    [{ seeds: '9..1' }, '--seeds: expected a list such as 42,1,2 or a range such as 1..9, at most'],
    [{ seeds: '98..100' }, '--seeds: expected an integer from 0 to 99'],
    [{ seeds: [] }, '--seeds: expected a list of integers, got []'],
    [{ tree: 1 }, 'unknown option --tree, did you mean --trees?'],
    [{ quantity: 1 }, 'unknown option --quantity'],
    [{ toString: 1 }, 'unknown option --to-string'],
  ])('refuse %j', (given, message) => {
    const resolve = (): unknown => resolveOptions(TABLE, given, 'a.json');
    expect(resolve).toThrow(InputError);
    expect(resolve).toThrow(`a.json: ${message}`);
  });

  it.each([
    [{ prefix: 'a' }, '--prefix: expected PATH/, got "a"'],
    [{ prefix: 'a/b/' }, '--prefix: expected PATH/, got "a/b/"'],
    [{ pins: '0a,x1' }, '--pins: expected HEX,…, got "0a,x1"'],
  ])('match their pattern as a whole: %o', (given, message) => {
    const table = {
      prefix: { kind: 'text', default: '/', placeholder: 'PATH/', pattern: '[a-z]+/|/', doc: 'P' },
      pins: { kind: 'list', default: [], placeholder: 'HEX,…', pattern: '[0-9a-f]{2}', doc: 'P' },
    } as const;
    const right = { prefix: 'ab/', pins: ['0a', 'ff'] };
    expect(resolveOptions(table, { prefix: 'ab/', pins: '0a,ff' }, 'test')).toEqual(right);
    expect(() => resolveOptions(table, given, 'test')).toThrow(message);
  });

  it('are valid input again, so that a recorded result can be replayed', () => {
    const options = resolveOptions(TABLE, { extra: 'x', seeds: '1,2' }, 'command line');
    expect(resolveOptions(TABLE, options, 'result.json')).toEqual(options);
  });
});

describe('texts about options', () => {
  it('turns a name into its flag', () => {
    expect(['trees', 'maxFeatures'].map(flagOf)).toEqual(['--trees', '--max-features']);
  });

  it('gives ranges with units', () => {
    expect(Object.values(TABLE).map(rangeText)).toEqual([
      '1 to 4000 trees',
      '0 to 1000 bps',
      '0 to 1',
      '1 to 9000, or auto',
      'FILE',
      '1d | 4h',
      '',
      'a,b,…',
      'a,b,…',
      '0 to 99, comma-separated, or a range 1..9',
    ]);
  });

  it('finds the nearest name within two edits', () => {
    expect(nearest('workrs', ['seed', 'workers'])).toBe('workers');
    expect(nearest('wrk', ['seed', 'workers'])).toBeUndefined();
    expect(nearest('--tree', ['--trades', '--trees'])).toBe('--trees');
  });

  it.each([
    ['--costs', '--cost-bps'],
    ['--cost', '--cost-bps'],
    ['--max', '--max-features'],
    ['--max-feat', '--max-features'],
    ['--depth', '--max-depth'],
    ['--features', '--max-features'],
    ['maxfeatures', undefined],
    ['--Seed', '--seed'],
    ['--x', undefined],
  ])('finds for %s, a beginning or a word of a name: %s', (name, expected) => {
    const known = ['--cost-bps', '--trees', '--max-features', '--max-depth', '--seed'];
    expect(nearest(name, known)).toBe(expected);
  });

  it('measures the distance of words, and the distance is a metric', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
      { seed: 20_260, numRuns: 200 },
    );
  });
});
