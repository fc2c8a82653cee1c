import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textTable } from '../../../cli/framework/text-table.ts';

describe('a text table', () => {
  it('aligns words left and figures right, and draws no lines', () => {
    const rows = [
      ['forward_4', '1.287', '±0.5 %'],
      ['all', '-', '±10.0 %'],
    ];
    expect(textTable(['set', 'Sharpe', 'threshold'], rows, { width: 80 }).split('\n')).toEqual([
      'set        Sharpe  threshold',
      'forward_4   1.287     ±0.5 %',
      'all             -    ±10.0 %',
    ]);
  });

  it('becomes two tables of about one width where it is too wide, each with the names', () => {
    const rows = [['forward_4', '1.287', '0.34', '41.8 %', '0.124']];
    const header = ['set', 'Sharpe', 'SE', 'annual', 'turnover'];
    expect(textTable(header, rows, { width: 38 }).split('\n')).toEqual([
      'set        Sharpe    SE',
      'forward_4   1.287  0.34',
      '',
      'set        annual  turnover',
      'forward_4  41.8 %     0.124',
    ]);
  });

  it('names rows by several columns in each part', () => {
    const rows = [['a', 'hold', '1', '2']];
    const layout = { width: 12, nameColumns: 2 };
    expect(textTable(['set', 'mode', 'x', 'y'], rows, layout).split('\n')).toEqual([
      'set  mode  x',
      'a    hold  1',
      '',
      'set  mode  y',
      'a    hold  2',
    ]);
  });

  it('breaks a long list of names at its commas', () => {
    const table = textTable(['set', 'x'], [['ema_ratio_12,atr_14,mfi_14', '1']], { width: 80 });
    expect(table.split('\n')).toEqual([
      'set                   x',
      'ema_ratio_12,atr_14,  1',
      'mfi_14',
    ]);
  });

  it('cuts nothing, exceeds no width and ends no line in blanks', () => {
    const cell = fc.stringMatching(/^[0-9.%$-]{1,14}$/);
    const table = fc.integer({ min: 1, max: 12 }).chain((columns) =>
      fc.record({
        header: fc.array(fc.stringMatching(/^[a-z]{1,14}$/), {
          minLength: columns,
          maxLength: columns,
        }),
        rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
          minLength: 1,
          maxLength: 6,
        }),
      }),
    );
    fc.assert(
      fc.property(table, fc.constantFrom(60, 80, 100, 120), ({ header, rows }, width) => {
        const lines = textTable(header, rows, { width }).split('\n');
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(width);
          expect(line).toBe(line.trimEnd());
        }
        const words = lines.flatMap((line) => line.split(/ +/));
        for (const word of [header, ...rows].flat()) expect(words).toContain(word);
      }),
      { seed: 11 },
    );
  });
});
