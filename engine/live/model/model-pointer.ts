/**
 * Which model decides. Each model is stored under its own hash and never changes. A pointer beside
 * the model's key names the current one, and earlier ones for a rollback. The pointer is replaced
 * only if nobody else has changed it. If there is no pointer, the object at the key is the model.
 */

import { createHash } from 'node:crypto';
import { isoTime } from '../../core/bar-time.ts';
import { ModelUnusable, WriteRefused } from '../edges/failures.ts';
import {
  bytesOf,
  textOf,
  writeSurely,
  type ObjectStore,
  type StoredObject,
} from '../edges/object-store.ts';

type PointedModel = {
  readonly sha256: string;
  readonly key: string;
  readonly movedAt: string;
};

type ModelPointer = {
  readonly version: 1;
  readonly current: PointedModel;
  /** Earlier models, the latest first. */
  readonly history: readonly PointedModel[];
};

/** How many earlier models the pointer remembers. */
const HISTORY_LENGTH = 20;

/** The key of the pointer, beside the model's key. */
export function pointerKey(modelKey: string): string {
  return `${modelKey}.pointer.json`;
}

/** The key of the model with this hash: `models/btc_daily_rf/<sha256>.bin`. */
export function hashedKey(modelKey: string, sha256: string): string {
  return modelKey.replace(/(\.[^./]+)?$/, (extension) => `/${sha256}${extension}`);
}

/** SHA-256 of `bytes`, 64 hex digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The model that the pointer names or, if there is no pointer, the model at the key; undefined if
 * there is neither.
 * @throws ModelUnusable if the pointer's model is missing or its bytes have another hash
 */
export async function fetchModel(
  store: ObjectStore,
  modelKey: string,
): Promise<{ readonly bytes: Uint8Array; readonly sha256: string } | undefined> {
  const pointer = await readPointer(store, modelKey);
  const key = pointer?.pointer.current.key ?? modelKey;
  const stored = await store.read(key);
  if (stored === undefined && pointer === undefined) return undefined;
  if (stored === undefined)
    throw new ModelUnusable(`model: the pointer names ${key}, which does not exist`);
  const sha256 = sha256Of(stored.body);
  const expected = pointer?.pointer.current.sha256 ?? sha256;
  if (sha256 !== expected) {
    throw new ModelUnusable(`${key}: expected SHA-256 ${expected}, got ${sha256}`);
  }
  return { bytes: stored.body, sha256 };
}

/**
 * Stores `bytes` under their hash, then makes the pointer name them. Gives the hash.
 * @param replaces the hash of the model that was published until now, null if there was none; if it
 *   is left out, any model is replaced
 * @throws WriteRefused if another model than `replaces` is published by now
 */
export async function publishModel(
  store: ObjectStore,
  modelKey: string,
  bytes: Uint8Array,
  nowMs: number,
  replaces?: string | null,
): Promise<string> {
  const sha256 = sha256Of(bytes);
  const key = hashedKey(modelKey, sha256);
  const movedAt = isoTime(Math.floor(nowMs / 1000));
  const found = await readPointer(store, modelKey);
  const standing = found?.pointer.current ?? (await modelAtKey(store, modelKey, movedAt));
  if (replaces !== undefined && (standing?.sha256 ?? null) !== replaces) {
    const [expected, got] = [replaces, standing?.sha256].map((hash) => hash ?? 'no model');
    throw new WriteRefused(`${pointerKey(modelKey)}: expected ${expected}, got ${got}: try again`);
  }
  const stored = await store.read(key);
  // An object that is lost or damaged is stored anew.
  if (stored === undefined) await writeSurely(store, key, bytes, { ifAbsent: true });
  else if (sha256Of(stored.body) !== sha256) {
    await writeSurely(store, key, bytes, { ifMatch: stored.etag });
  }
  if (found?.pointer.current.key === key) return sha256;
  const earlier = standing === undefined || standing.sha256 === sha256 ? [] : [standing];
  const history = [...earlier, ...(found?.pointer.history ?? [])];
  const current = { sha256, key, movedAt };
  await movePointer(store, modelKey, found?.stored, { version: 1, current, history });
  return sha256;
}

/** The model that decides as long as there is no pointer; undefined if there is none either. */
async function modelAtKey(
  store: ObjectStore,
  modelKey: string,
  movedAt: string,
): Promise<PointedModel | undefined> {
  const stored = await store.read(modelKey);
  return stored && { sha256: sha256Of(stored.body), key: modelKey, movedAt };
}

/**
 * Makes the pointer name the latest earlier model that is still stored. Gives its hash.
 * @throws ModelUnusable if there is none
 */
export async function rollbackModel(
  store: ObjectStore,
  modelKey: string,
  nowMs: number,
): Promise<string> {
  const found = await readPointer(store, modelKey);
  let [previous, ...history] = found?.pointer.history ?? [];
  while (previous !== undefined && !(await isStored(store, previous))) {
    [previous, ...history] = history;
  }
  if (previous === undefined) throw new ModelUnusable(`${pointerKey(modelKey)}: no earlier model`);
  const current = { ...previous, movedAt: isoTime(Math.floor(nowMs / 1000)) };
  await movePointer(store, modelKey, found?.stored, { version: 1, current, history });
  return current.sha256;
}

/** Whether the object of a model is there, with the bytes that its hash says. */
async function isStored(store: ObjectStore, { key, sha256 }: PointedModel): Promise<boolean> {
  const stored = await store.read(key);
  return stored !== undefined && sha256Of(stored.body) === sha256;
}

async function readPointer(
  store: ObjectStore,
  modelKey: string,
): Promise<{ readonly pointer: ModelPointer; readonly stored: StoredObject } | undefined> {
  const stored = await store.read(pointerKey(modelKey));
  return stored && { pointer: parsePointer(textOf(stored), pointerKey(modelKey)), stored };
}

async function movePointer(
  store: ObjectStore,
  modelKey: string,
  seen: StoredObject | undefined,
  pointer: ModelPointer,
): Promise<void> {
  const kept = { ...pointer, history: pointer.history.slice(0, HISTORY_LENGTH) };
  const condition = seen === undefined ? { ifAbsent: true as const } : { ifMatch: seen.etag };
  const body = bytesOf(`${JSON.stringify(kept, null, 2)}\n`);
  await writeSurely(store, pointerKey(modelKey), body, condition);
}

function parsePointer(text: string, key: string): ModelPointer {
  try {
    const pointer = JSON.parse(text) as Partial<ModelPointer>;
    const { current } = pointer;
    const named = typeof current?.key === 'string' && /^[0-9a-f]{64}$/.test(current.sha256);
    if (pointer.version === 1 && named && Array.isArray(pointer.history)) {
      return pointer as ModelPointer;
    }
  } catch {
    // The error below covers this case.
  }
  throw new ModelUnusable(
    `${key}: expected a model pointer of version 1. Restore an older version of the object. If ` +
      'there is none, delete it and upload a model',
  );
}
