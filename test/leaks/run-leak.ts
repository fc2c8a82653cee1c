/** The form of leaks outside of features, and the run in which they are planted. */

import type { AuditCheck, AuditCheckName } from '../../engine/audit/audit-check.ts';
import { audit, type AuditOptions } from '../../index.ts';
import { madeUpBars } from './made-up-bars.ts';

/** A leak of a run: the check that must fail, and what it must fail on. */
export type RunLeak = {
  readonly name: string;
  readonly why: string;
  readonly check: AuditCheckName;
  readonly subject: string;
  readonly checks: () => Promise<readonly AuditCheck[]>;
};

export const BARS = madeUpBars('1d');
export const RUN = { names: ['log_ret_1d', 'rsi_14'], initialTrain: 300, cuts: 40 };

/** The checks of the run with `options`. */
export async function checksWith(
  options: Partial<AuditOptions>,
  bars = BARS,
): Promise<readonly AuditCheck[]> {
  return (await audit(bars, { ...RUN, ...options })).checks;
}
