/**
 * The kill switch: an object in the store. While it is there no order is sent, by the function or
 * by hand, except to close by hand. Its content says who stopped the trading and why; an object
 * with any other content stops it as well. Must not know: orders, clients.
 */

import { OutsideError } from '../../core/errors.ts';
import { bytesOf, textOf, type ObjectStore, type OperatorStore } from '../edges/object-store.ts';

/** Who stopped the trading, when (ISO) and why; null if the object does not say it. */
export type KillSwitch = {
  readonly reason: string | null;
  readonly at: string | null;
  readonly by: string | null;
};

/** The key of the kill switch below `prefix`. */
export function killSwitchKey(prefix: string): string {
  return `${prefix}kill-switch`;
}

/** The kill switch, or undefined if it is off. */
export async function readKillSwitch(
  store: ObjectStore,
  prefix: string,
): Promise<KillSwitch | undefined> {
  const stored = await store.read(killSwitchKey(prefix));
  return stored && parseKillSwitch(textOf(stored));
}

/**
 * Turns the kill switch on. Gives what then stands there: if it was on before, the earlier one.
 * @throws OutsideError if it is not certain that the switch is on
 */
export async function setKillSwitch(
  store: ObjectStore,
  prefix: string,
  wanted: KillSwitch,
): Promise<{ readonly standing: KillSwitch; readonly wasOn: boolean }> {
  const before = await readKillSwitch(store, prefix);
  if (before !== undefined) return { standing: before, wasOn: true };
  const body = bytesOf(`${JSON.stringify(wanted, null, 2)}\n`);
  try {
    await store.write(killSwitchKey(prefix), body, { ifAbsent: true });
    return { standing: wanted, wasOn: false };
  } catch (error) {
    // The write may have succeeded although its answer was lost, or somebody else was faster.
    if (!(error instanceof OutsideError)) throw error;
    const standing = await readKillSwitch(store, prefix).catch(() => undefined);
    if (standing === undefined) throw error;
    return { standing, wasOn: JSON.stringify(standing) !== JSON.stringify(wanted) };
  }
}

/**
 * Turns the kill switch off, if it is still the one that was read. Gives that one, or undefined if
 * it was off.
 * @throws WriteRefused if somebody has changed it in the meantime
 */
export async function removeKillSwitch(
  store: OperatorStore,
  prefix: string,
): Promise<KillSwitch | undefined> {
  const key = killSwitchKey(prefix);
  const stored = await store.read(key);
  if (stored === undefined) return undefined;
  await store.remove(key, stored.etag);
  return parseKillSwitch(textOf(stored));
}

function parseKillSwitch(text: string): KillSwitch {
  const field = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  try {
    const { reason, at, by } = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    return { reason: field(reason), at: field(at), by: field(by) };
  } catch {
    return { reason: null, at: null, by: null };
  }
}
