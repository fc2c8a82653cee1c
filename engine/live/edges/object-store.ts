/**
 * A store of objects with conditional writes: all the state of the live part is in one. There is no
 * write without a condition, so no writer overwrites a change that it has not seen.
 */

import { OutsideError } from '../../core/errors.ts';

/** The bytes of an object, and the tag of this version. */
export type StoredObject = { readonly body: Uint8Array; readonly etag: string };

/** A write succeeds only if there is no object yet, or if the object still has this tag. */
export type WriteCondition = { readonly ifAbsent: true } | { readonly ifMatch: string };

export type ObjectStore = {
  /** The object at `key`, or undefined if there is none. @throws OutsideError */
  readonly read: (key: string) => Promise<StoredObject | undefined>;
  /**
   * Writes the object and gives the tag of the new version.
   * @throws WriteRefused if the condition does not hold; OutsideError for any other failure, after
   *   which the write may or may not have happened
   */
  readonly write: (key: string, body: Uint8Array, condition: WriteCondition) => Promise<string>;
};

/** A store that can also list its keys. */
export type ListedStore = ObjectStore & {
  /** The keys that begin with `prefix` and come after `after`, in order, at most 1,000. */
  readonly list: (prefix: string, after: string) => Promise<readonly string[]>;
};

/** The store of an operator, who may also remove an object. The function removes nothing. */
export type OperatorStore = ListedStore & {
  /** Removes the object at `key` if it still has this tag. @throws WriteRefused if it has not */
  readonly remove: (key: string, etag: string) => Promise<void>;
};

/**
 * Writes. If the write fails, reads the object: perhaps it was written and the answer was lost.
 * @throws the error of the write, if the object does not have these bytes
 */
export async function writeSurely(
  store: ObjectStore,
  key: string,
  body: Uint8Array,
  condition: WriteCondition,
): Promise<void> {
  try {
    await store.write(key, body, condition);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const standing = await store.read(key);
    if (standing === undefined || Buffer.compare(standing.body, body) !== 0) throw error;
  }
}

/** The object's text (UTF-8). */
export function textOf(object: StoredObject): string {
  const { buffer, byteOffset, byteLength } = object.body;
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}

/** UTF-8 bytes of `text`. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}
