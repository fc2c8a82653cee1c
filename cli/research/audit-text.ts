/** What `audit` prints: how many subjects passed each check, and every check that failed. */

import { AUDIT_CHECKS, type AuditCheck } from '../../engine/audit/audit-check.ts';
import { textTable } from '../framework/text-table.ts';
import { wrapText } from '../framework/wrap-text.ts';

/** The checks as a text of `width` columns, without a newline at the end. */
export function auditText(checks: readonly AuditCheck[], width: number): string {
  const failed = checks.filter(({ passed }) => !passed);
  const made = Object.keys(AUDIT_CHECKS).flatMap((name) => {
    const own = checks.filter((check) => check.name === name);
    const faults = own.filter(({ passed }) => !passed).length;
    return own.length === 0 ? [] : [[name, String(own.length), faults === 0 ? '-' : `${faults}`]];
  });
  const table = textTable(['check', 'subjects', 'failed'], made, { width });
  return [table, '', ...failuresText(failed, width), verdictText(checks, failed, width)].join('\n');
}

function failuresText(failed: readonly AuditCheck[], width: number): readonly string[] {
  if (failed.length === 0) return [];
  const lines = failed.map(({ name, subject, detail }) =>
    wrapText(`- ${subject}, ${name}: ${detail}`, width),
  );
  return ['Failed', ...lines, ''];
}

/** What the answer means, and what no audit can find. */
function verdictText(
  checks: readonly AuditCheck[],
  failed: readonly AuditCheck[],
  width: number,
): string {
  if (failed.length > 0) {
    const subjects = new Set(failed.map(({ subject }) => subject)).size;
    return wrapText(
      `${failed.length} of ${checks.length} checks failed, on ${subjects} ` +
        `${subjects === 1 ? 'subject' : 'subjects'}: a backtest of this run knows its future.`,
      width,
    );
  }
  return wrapText(
    `all ${checks.length} checks passed: no look into the future was found. An audit does not ` +
      'know how often a set was tried (see ledger), nor whether a file was changed after the fact.',
    width,
  );
}
