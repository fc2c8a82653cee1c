import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contractOf,
  contractsAt,
  isSibling,
  sizeText,
} from '../../../../engine/live/kraken/futures-contract.ts';

const PI = contractOf('PI_XBTUSD');
const PF = contractOf('pf_xbtusd');

describe('sizes of a futures contract', () => {
  it.each([
    [166, PF, '0.0166'],
    [1, PF, '0.0001'],
    [10_000, PF, '1.0000'],
    [12_000_000, PF, '1200.0000'],
    [1000, PI, '1000'],
  ] as const)('%s of %o are sent as %s', (contracts, contract, text) => {
    expect(sizeText(contracts, contract)).toBe(text);
  });

  it.each([
    [0.0006, 6],
    ['0.0006', 6],
    [-0.0029, -29],
    [1200, 12_000_000],
    // Less than the smallest order is left out, towards zero.
    [0.00069, 6],
    [-0.00069, -6],
  ])('%s bitcoin are %s contracts', (size, contracts) => {
    expect(contractsAt({ size }, 'size', 'x', PF)).toBe(contracts);
  });

  it('are the same after sending and reading, up to the largest position', () => {
    const property = fc.property(fc.integer({ min: 1, max: 75_000_000 }), (contracts) => {
      for (const contract of [PI, PF]) {
        const size = Number(sizeText(contracts, contract));
        expect(contractsAt({ size }, 'size', 'x', contract)).toBe(contracts);
      }
    });
    fc.assert(property, { numRuns: 2_000, seed: 11 });
  });
});

it('only the two contracts that can be traded are known', () => {
  expect(() => contractOf('PF_ETHUSD')).toThrow('PI_XBTUSD or PF_XBTUSD, got "PF_ETHUSD"');
});

it.each([
  ['PI_XBTUSD', true],
  ['fi_xbtusd_261225', true],
  ['pf_xbtusd', false],
  ['PF_XBTEUR', false],
  ['PI_ETHUSD', false],
])('%s counts as another contract on the same price: %s', (symbol, expected) => {
  expect(isSibling(symbol, PF)).toBe(expected);
});
