import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../cli/commands.ts';
import { COMMON_OPTIONS } from '../../cli/framework/command.ts';
import { flagOf } from '../../engine/core/options.ts';
import { deployedSettings } from '../../engine/live/deployed-settings.ts';
import { LIVE_OPTIONS, variableOf } from '../../engine/live/live-settings.ts';

const page = async (name: string): Promise<string> =>
  await readFile(new URL(`../../lambda/${name}`, import.meta.url), 'utf8');
const guide = await page('README.md');

describe('the deploy guide', () => {
  it('uses options that its commands have', async () => {
    const used = Array.from(guide.matchAll(/npm run ([\w:]+) -- ([^`#\n]*)/g));
    expect(used.length).toBeGreaterThan(8);
    for (const [line, name, words] of used) {
      const { options } = await COMMANDS[name as keyof typeof COMMANDS]();
      const known = new Set(Object.keys({ ...options, ...COMMON_OPTIONS }).map(flagOf));
      const flags = words!.split(/\s+/).filter((word) => word.startsWith('--'));
      expect([line, flags.filter((flag) => !known.has(flag))]).toEqual([line, []]);
    }
  });
});

describe('the page of the settings', () => {
  it('has a row with variable and default for each setting that a deployment has', async () => {
    const rows = (await page('SETTINGS.md')).split('\n').filter((line) => /^\| `[A-Z]/.test(line));
    const names = deployedSettings().map(([name]) => name);
    expect(rows).toHaveLength(names.length);
    expect(names.length).toBe(Object.keys(LIVE_OPTIONS).length - 1);
    for (const [name, row] of deployedSettings()) {
      const line = rows.find((candidate) => candidate.includes(`\`${variableOf(name)}\``));
      const fallback = String(row.default ?? '');
      expect(line).toContain(fallback === '' ? '| none |' : `\`${fallback}\``);
    }
  });
});
