import * as core from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadTensors, type LoadedTensors } from '../../../engine/learn/tensor-library.ts';

/** An import of packages among which only `present` are installed. */
function importing(present: Readonly<Record<string, () => unknown>>) {
  const asked: string[] = [];
  const load = async (name: string): Promise<unknown> => {
    asked.push(name);
    const own = present[name];
    if (own !== undefined) return own();
    const error = new Error(`Cannot find package '${name}' imported from here`);
    throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' });
  };
  return { load, asked };
}

const wasm = {
  '@tensorflow/tfjs-core': () => core,
  '@tensorflow/tfjs-backend-wasm': () => import('@tensorflow/tfjs-backend-wasm'),
};

/** The core as the native package is: a backend of its name starts, or not. */
function native(starts = true): unknown {
  const setBackend = async (name: string): Promise<boolean> => starts && name === 'tensorflow';
  return { ...core, default: undefined, setBackend };
}

async function loading(load: (name: string) => Promise<unknown>): Promise<LoadedTensors> {
  const loaded = await loadTensors(load);
  if ('missing' in loaded) throw new Error(`${loaded.missing} is missing`);
  return loaded;
}

describe('loadTensors', () => {
  it('takes the native package if it is installed and loads', async () => {
    const { load, asked } = importing({ ...wasm, '@tensorflow/tfjs-node': () => native() });
    const loaded = await loading(load);
    expect(loaded).toMatchObject({ package: '@tensorflow/tfjs-node', backend: 'tensorflow' });
    expect(loaded.nativeFailure).toBeUndefined();
    expect(asked).toEqual(['@tensorflow/tfjs-node']);
  });

  it('takes WebAssembly if the native package is not installed', async () => {
    const loaded = await loading(importing(wasm).load);
    expect(loaded).toMatchObject({ package: '@tensorflow/tfjs-backend-wasm', backend: 'wasm' });
    expect(loaded.nativeFailure).toBeUndefined();
    const { library } = loaded;
    expect(library.getBackend()).toBe('wasm');
    expect([...library.add([1, 2], [3, 4]).dataSync()]).toEqual([4, 6]);
  });

  it.each([
    ['its binary is missing', () => Promise.reject(new Error('no tfjs_binding.node\nat x'))],
    [
      'a part of it is missing',
      () =>
        Promise.reject(
          Object.assign(new Error("Cannot find package 'tar' imported from there"), {
            code: 'ERR_MODULE_NOT_FOUND',
          }),
        ),
    ],
    ['its backend does not start', () => native(false)],
  ])('takes WebAssembly and says why if %s', async (_, broken) => {
    const loaded = await loading(importing({ ...wasm, '@tensorflow/tfjs-node': broken }).load);
    expect(loaded.backend).toBe('wasm');
    expect(loaded.nativeFailure).toMatch(/^(no tfjs_binding.node|Cannot find|TensorFlow.js: the)/);
    expect(loaded.nativeFailure).not.toContain('\n');
  });

  it.each(Object.keys(wasm))('names %s if it is missing', async (missing) => {
    const rest = Object.fromEntries(Object.entries(wasm).filter(([name]) => name !== missing));
    expect(await loadTensors(importing(rest).load)).toEqual({ missing });
  });
});
