/**
 * Objects with conditional writes: all the state that the live part keeps. There is no
 * unconditional write, so nobody's change is ever overwritten unseen.
 */

/** An object's bytes and the tag of this version of it. */
export type StoredObject = { readonly body: Uint8Array; readonly etag: string };

/** A write happens only where there is no object yet, or where it is still the version seen. */
export type WriteCondition = { readonly ifAbsent: true } | { readonly ifMatch: string };

export type ObjectStore = {
  /** The object at `key`, or undefined where there is none. @throws OutsideError */
  readonly read: (key: string) => Promise<StoredObject | undefined>;
  /**
   * Writes and gives the new version's tag.
   * @throws WriteRefused where the condition does not hold; after any other OutsideError the write
   *   may have happened
   */
  readonly write: (key: string, body: Uint8Array, condition: WriteCondition) => Promise<string>;
};

/** A store that can tell what it has. */
export type ListedStore = ObjectStore & {
  /** The keys that begin with `prefix` and come after `after`, in order, 1,000 at most. */
  readonly list: (prefix: string, after: string) => Promise<readonly string[]>;
};

/** The object's text (UTF-8). */
export function textOf(object: StoredObject): string {
  const { buffer, byteOffset, byteLength } = object.body;
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}

/** UTF-8 bytes of `text`. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}
