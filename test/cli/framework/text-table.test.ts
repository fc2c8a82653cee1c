import { describe, expect, it } from 'vitest';
import { textTable } from '../../../cli/framework/text-table.ts';

describe('a text table', () => {
  it('aligns words left and figures right, and draws no lines', () => {
    const rows = [
      ['forward_4', '1.287', '±0.5 %'],
      ['all', '-', '±10.0 %'],
    ];
    expect(textTable(['set', 'Sharpe', 'threshold'], rows).split('\n')).toEqual([
      'set        Sharpe  threshold',
      'forward_4   1.287     ±0.5 %',
      'all             -    ±10.0 %',
    ]);
  });
});
