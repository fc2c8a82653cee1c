import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COMMANDS } from '../../../cli/commands.ts';

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8'));
}

const schema = z.fromJSONSchema(
  (await json('cli/config.schema.json')) as Parameters<typeof z.fromJSONSchema>[0],
);
const accepts = (content: unknown): boolean => schema.safeParse(content).success;

describe('the published schema of --config files', () => {
  it("accepts the original system's configuration", async () => {
    expect(accepts(await json('configs/original-system.json'))).toBe(true);
  });

  it('accepts the options of one command, or an object for each of several', () => {
    expect(accepts({ trees: 100, threshold: 'best' })).toBe(true);
    expect(accepts({ select: { threshold: 'best' }, backtest: { threshold: 0.01 } })).toBe(true);
  });

  it('has the options of every command', () => {
    for (const name of Object.keys(COMMANDS)) expect(accepts({ [name]: {} }), name).toBe(true);
  });

  it.each([
    { backtest: { threshold: 'best' } },
    { backtest: { tree: 100 } },
    { backtests: { trees: 100 } },
    { select: { trees: 100 }, trees: 100 },
  ])('refuses %j', (content) => {
    expect(accepts(content)).toBe(false);
  });
});
