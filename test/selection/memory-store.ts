/** A checkpoint's store in memory, whose text a test can damage. */

import type { CheckpointStore } from '../../selection/checkpoint.ts';

export type MemoryStore = CheckpointStore & { text: string };

/** A store with `text`. */
export function memoryStore(text = ''): MemoryStore {
  const store = {
    text,
    read: () => Promise.resolve(store.text),
    rewrite: (whole: string) => {
      store.text = whole;
      return Promise.resolve();
    },
    append: (part: string) => {
      store.text += part;
      return Promise.resolve();
    },
  };
  return store;
}
