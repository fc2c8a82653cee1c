/** The options of an audit beside those of the run that is audited. */

import type { OptionTable } from '../core/options.ts';

export const AUDIT_OPTIONS = {
  cuts: {
    kind: 'integer',
    default: 200,
    min: 20,
    max: 10_000_000,
    unit: 'cuts',
    doc:
      "Histories that are cut from the file's start, for each column; as many as bars or more: " +
      'every possible cut, which takes minutes and proves all of them',
  },
} as const satisfies OptionTable;
