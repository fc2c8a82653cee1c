import { describe, expect, it } from 'vitest';
import { lastKnownClass } from '../../../../engine/backtest/baselines/last-class.ts';

/** Bars 4 and 5 are no rows. */
const ROWS = {
  barIndex: Uint32Array.of(0, 1, 2, 3, 6, 7, 8),
  labels: Uint8Array.of(0, 1, 2, 2, 0, 1, 2),
};

describe('lastKnownClass', () => {
  it('is the label of the row before where the horizon is one bar', () => {
    expect([...lastKnownClass(ROWS, 1, { start: 1, end: 7 })]).toEqual([-1, 0, 1, 1, -1, 0]);
  });

  it('is older where a label needs three bars, counted in bars and not in rows', () => {
    // Row 3 (bar 3) knows row 0; row 4 (bar 6) rows up to bar 3; row 5 (bar 7) as well.
    expect([...lastKnownClass(ROWS, 3, { start: 3, end: 7 })]).toEqual([-1, 1, 1, 1]);
  });

  it('does not change with labels that are not known yet', () => {
    const later = { ...ROWS, labels: Uint8Array.of(0, 1, 2, 2, 2, 2, 0) };
    const range = { start: 3, end: 7 };
    expect([...lastKnownClass(later, 3, range)]).toEqual([...lastKnownClass(ROWS, 3, range)]);
  });
});
