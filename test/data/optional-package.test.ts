import { describe, expect, it } from 'vitest';
import { loadOptional } from '../../data/optional-package.ts';
import { InputError } from '../../engine/core/errors.ts';

const failing = (error: Error) => () => Promise.reject(error);

describe('an optional package', () => {
  it('is loaded if it is there', async () => {
    expect(await loadOptional('esbuild', 'builds', () => Promise.resolve(7))).toBe(7);
  });

  it('is named with the line that installs it if it is missing', async () => {
    const gone = Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' });
    const loading = loadOptional(
      '@modelcontextprotocol/sdk',
      'the SDK speaks to agents',
      failing(gone),
    );
    await expect(loading).rejects.toThrow(InputError);
    await expect(loading).rejects.toThrow(
      /^the SDK speaks to agents: npm install --save-dev "@model\S+@\^\d/,
    );
  });

  it('that fails for another reason says so itself', async () => {
    const broken = new TypeError('broken');
    await expect(loadOptional('esbuild', 'builds', failing(broken))).rejects.toBe(broken);
  });
});
