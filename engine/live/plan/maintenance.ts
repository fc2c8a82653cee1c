/**
 * Maintenance that the exchange has announced. A trade waits for its end, because an order that
 * meets the beginning may be lost from sight. Pure.
 */

import { isoTime } from '../../core/bar-time.ts';

/** An announced maintenance, ms since 1970. */
export type Maintenance = { readonly start: number; readonly end: number };

/** A maintenance that starts within this time holds up a trade already. */
const MARGIN_MS = 10 * 60_000;

/** Why a trade should wait at `now` (ms); empty if no maintenance is on or near. */
export function maintenanceReasons(
  announced: readonly Maintenance[],
  now: number,
): readonly string[] {
  return announced
    .filter(({ start, end }) => start - MARGIN_MS <= now && now < end)
    .map(({ start, end }) => {
      const [from, to] = [start, end].map((ms) => isoTime(Math.floor(ms / 1000)));
      return `the exchange announces maintenance from ${from} to ${to}`;
    });
}
