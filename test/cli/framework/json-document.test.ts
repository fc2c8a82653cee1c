import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonInput } from '../../../cli/framework/json-document.ts';
import { documentText, jsonDocument, missing } from '../../../cli/framework/json-document.ts';
import { AssertionError } from '../../../engine/core/errors.ts';

describe('the JSON document', () => {
  it('keeps the order of keys and indents by two', () => {
    expect(documentText(jsonDocument({ b: 1, a: [true, 'x'] }))).toBe(
      '{\n  "b": 1,\n  "a": [\n    true,\n    "x"\n  ]\n}\n',
    );
  });

  it('gives the reason for a null by its path', () => {
    const column = Float64Array.of(1, Number.NaN);
    const sets = { forward_4: { calmar: missing('no drawdown'), sharpe: -1 / 0 } };
    expect(jsonDocument({ sets, column, plain: null })).toEqual({
      sets: { forward_4: { calmar: null, sharpe: null } },
      column: [1, null],
      plain: null,
      nullReasons: {
        'sets.forward_4.calmar': 'no drawdown',
        'sets.forward_4.sharpe': 'infinite',
        'column[1]': 'undefined for these data',
      },
    });
  });

  it('refuses an undefined value', () => {
    const input = { metrics: { sharpe: undefined } } as unknown as Record<string, JsonInput>;
    expect(() => jsonDocument(input)).toThrow(AssertionError);
    expect(() => jsonDocument(input)).toThrow('metrics.sharpe has a value');
  });

  it('reads back as the same document, for any finite numbers', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        const { column } = JSON.parse(documentText(jsonDocument({ column: numbers }))) as {
          column: number[];
        };
        expect(column).toEqual(numbers.map((x) => (x === 0 ? 0 : x)));
      }),
      { seed: 20_260, numRuns: 200 },
    );
  });
});
