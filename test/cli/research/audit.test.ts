import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditCommand } from '../../../cli/research/audit.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { AUDIT_CHECKS, type AuditCheck } from '../../../engine/audit/audit-check.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const SMALL = ['--to', '2016-06-30', '--initial-train', '600', '--cuts', '20'];
const FORWARD = ['--features', 'forward_4', ...SMALL];

async function checksOf(words: readonly string[]) {
  const { code, stdout, stderr } = await runHere(auditCommand, [...words, '--json']);
  const document = JSON.parse(stdout) as { run: object; checks: AuditCheck[] };
  return { code, stderr, ...document };
}

describe('audit', () => {
  it('passes the named set, with each check in the document', async () => {
    const { code, checks, run } = await checksOf(FORWARD);
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(code).toBe(0);
    const names = Object.keys(AUDIT_CHECKS);
    const made = new Set(checks.map(({ name }) => name));
    const left = names.filter((name) => !made.has(name as AuditCheck['name']));
    expect(left).toEqual(['publication-lag', 'selection']);
    expect(Object.keys(checks[0]!)).toEqual(['name', 'subject', 'passed', 'detail']);
    expect(run).toMatchObject({ command: 'audit', configuration: { cuts: 20 } });
  });

  it("refuses the original system's regimes, with exit code 1", async () => {
    const words = [...FORWARD, '--regime-labels', 'lookahead'];
    const { code, checks } = await checksOf(words);
    expect(code).toBe(1);
    const failed = checks.filter(({ passed }) => !passed);
    expect(failed.map(({ name, subject }) => [name, subject])).toEqual([
      ['regime-labels', 'regimes (lookahead)'],
    ]);
    const { code: again, stdout } = await runHere(auditCommand, words);
    expect(again).toBe(1);
    expect(stdout).toMatch(/^regime-labels +1 +1$/m);
    expect(stdout).toMatch(/^- regimes \(lookahead\), regime-labels: without the bars after 20/m);
    expect(stdout).toContain('a backtest of this run knows its future');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('tells a selection that is tested on the bars it knew from one that is not', async () => {
    const path = join(await temporaryFolder(), 'select.json');
    const few = ['--candidates', 'rsi_14,atr_14', '--max-features', '1', '--nested', 'off'];
    const forest = ['--trees', '4', '--step', '200', '--initial-train', '600'];
    const chosen = await runHere(selectCommand, [
      ...few,
      ...forest,
      '--to',
      '2015-06-30',
      '--out',
      path,
    ]);
    expect(chosen.code, chosen.stderr).toBe(0);
    const words = ['--features', path, '--to', '2016-06-30', '--cuts', '20'];
    const same = await checksOf(words);
    expect(same.code).toBe(1);
    const failed = same.checks.filter(({ passed }) => !passed);
    expect(failed.map(({ name, subject }) => [name, subject])).toEqual([['selection', 'selected']]);
    expect(failed[0]!.detail).toMatch(
      /^its features were chosen on bars up to 2015-07-01T00:00:00Z, and \d+ of \d+ tested rows/,
    );
    const later = await checksOf([...words, '--from', '2015-07-01']);
    expect(later.checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(later.checks.filter(({ name }) => name === 'selection')).toHaveLength(1);
    expect(later.code).toBe(0);
  });

  it('refuses a selection that does not say which bars it knew', async () => {
    const path = join(await temporaryFolder(), 'old.json');
    const run = { command: 'select', configuration: {} };
    await writeFile(path, JSON.stringify({ run, selected: ['rsi_14'], candidates: ['rsi_14'] }));
    const { code, stderr } = await runHere(auditCommand, ['--features', path]);
    expect(code).toBe(2);
    expect(stderr).toContain('expected run.data.asOf');
  });

  it('refuses fewer cuts than it needs', async () => {
    const { code, stderr } = await runHere(auditCommand, ['--cuts', '3']);
    expect(code).toBe(2);
    expect(stderr).toContain('--cuts');
  });
});
