import { describe, expect, it } from 'vitest';
import { audit, type AuditCheck } from '../../index.ts';
import { madeUpBars } from './made-up-bars.ts';
import { DATA_LEAKS } from './data-leaks.ts';
import { HIDDEN_LEAKS } from './hidden-leaks.ts';
import { MODEL_LEAKS } from './model-leaks.ts';
import type { PlantedLeak } from './planted.ts';
import { RUN_LEAKS } from './run-leaks.ts';
import { SAMPLE_LEAKS } from './sample-leaks.ts';
import { SHIFT_LEAKS } from './shift-leaks.ts';

const KINDS = [SHIFT_LEAKS, SAMPLE_LEAKS, MODEL_LEAKS, HIDDEN_LEAKS];
const LEAKS = KINDS.flat();
const BEYOND_FEATURES = [...DATA_LEAKS, ...RUN_LEAKS];
const ALONE = new Set(['writes_to_shared']);
const BARS = { '1d': madeUpBars('1d'), '4h': madeUpBars('4h'), '1h': madeUpBars('1h') };

/** The checks of leaks and of one honest feature, in one audit. */
async function audited(leaks: readonly PlantedLeak[]): Promise<readonly AuditCheck[]> {
  const own = leaks.map(({ feature }) => feature);
  const run = { names: ['log_ret_1d'], own, initialTrain: 150, cuts: 60 };
  const { passed, checks } = await audit(BARS[leaks[0]!.timeframe], run);
  expect(passed).toBe(false);
  const honest = checks.filter((one) => one.subject === 'log_ret_1d' && !one.passed);
  expect(honest, 'the honest feature among them').toEqual([]);
  return checks;
}

/** Leaks that share an audit; each of them must be accused on its own. */
const groups = new Map<string, Promise<readonly AuditCheck[]>>();

function checksOf(leak: PlantedLeak): Promise<readonly AuditCheck[]> {
  if (ALONE.has(leak.name)) return audited([leak]);
  const kind = KINDS.findIndex((own) => own.includes(leak));
  const key = `${kind} ${leak.timeframe}`;
  const same = (other: PlantedLeak): boolean =>
    other.timeframe === leak.timeframe && !ALONE.has(other.name) && KINDS[kind]!.includes(other);
  if (!groups.has(key)) groups.set(key, audited(LEAKS.filter(same)));
  return groups.get(key)!;
}

function failuresOf(checks: readonly AuditCheck[]): string[] {
  return checks.filter(({ passed }) => !passed).map(({ name, subject }) => `${name}: ${subject}`);
}

describe('the audit finds a planted leak:', () => {
  it('more than sixty of them, each name once', () => {
    expect(LEAKS.length + BEYOND_FEATURES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(LEAKS.map(({ name }) => name)).size).toBe(LEAKS.length);
  });

  it.each(LEAKS)('$name: $why', async (leak) => {
    const subject = ALONE.has(leak.name) ? 'all features' : leak.name;
    expect(failuresOf(await checksOf(leak))).toContain(`${leak.check}: ${subject}`);
  });

  it.each(BEYOND_FEATURES)('$name: $why', async ({ check, subject, checks }) => {
    expect(failuresOf(await checks())).toContain(`${check}: ${subject}`);
  });
});

describe('what the audit says', () => {
  const detail = async (name: string, check: string): Promise<string> => {
    const leak = LEAKS.find((one) => one.name === name)!;
    const found = (await checksOf(leak)).find(
      (one) => one.subject === name && one.name === check && !one.passed,
    );
    return found!.detail;
  };

  it('names the bar, its value, and how far the feature looks', async () => {
    const said = await detail('chikou_span', 'truncation');
    expect(said).toMatch(/^without the bars after 20\d\d-\d\d-\d\d, its value of 20\d\d-/);
    expect(said).toMatch(/ \(row \d+\) is NaN instead of [\d.]+: it looks \d+ or more bars ahead$/);
  });

  it('counts the values that the end of the file changes', async () => {
    const said = await detail('z_score_all', 'scaling');
    expect(said).toContain('450 of the 450 values in its first half change: that of 20');
    expect(said).toContain('use a window or a running figure of earlier bars');
  });

  it('says which column of the bars a feature has changed', async () => {
    expect(await detail('sorts_its_input', 'repeatable')).toBe(
      "it changes the bars' own column close, so nothing else can be checked",
    );
  });

  it('says that a copy of the target is one', async () => {
    expect(await detail('target_hash', 'target-copy')).toMatch(
      /^it determines the target's class: sorted by it, the labels change \d\.\d % as often/,
    );
  });
});
