import { afterEach, describe, expect, it, vi } from 'vitest';
import { getInstanceMetadataRegion, loadConfig } from '../../lambda/environment-settings.ts';

const attempts = {
  environmentVariableSelector: (env: Readonly<Record<string, string | undefined>>) => {
    const text = env['WALKFOREST_TEST_ATTEMPTS'];
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw new Error('expected a number');
    return Number(text);
  },
  default: 3,
};

describe("the function's settings of the SDK", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['the environment says', '7', 7],
    ['the default, if the environment says nothing', undefined, 3],
    ['the default, if the value in the environment is not allowed', 'many', 3],
  ])('are what %s', async (_, text, expected) => {
    vi.stubEnv('WALKFOREST_TEST_ATTEMPTS', text);
    expect(await loadConfig(attempts)()).toBe(expected);
  });

  it('are looked up once', async () => {
    vi.stubEnv('WALKFOREST_TEST_ATTEMPTS', '7');
    const known = loadConfig(attempts);
    await known();
    vi.stubEnv('WALKFOREST_TEST_ATTEMPTS', '8');
    expect(await known()).toBe(7);
  });

  it('may have a function as default, and the region has no default', async () => {
    const fallback = (): Promise<number> => Promise.resolve(5);
    expect(await loadConfig({ ...attempts, default: fallback })()).toBe(5);
    expect(await getInstanceMetadataRegion()).toBeUndefined();
  });
});
