/**
 * Reads the notifications of Kraken Futures (docs.kraken.com, "Get notifications"): news, features
 * and maintenance. Only maintenance matters here.
 */

import { numberAt, objectsAt, timeAt, type JsonObject } from '../edges/json-fields.ts';
import type { Maintenance } from '../plan/maintenance.ts';

/** The length of a maintenance whose notice does not say how long it takes. */
const UNKNOWN_LENGTH_MINUTES = 60;

/** The announced maintenance in an answer to `notifications`. @throws MalformedAnswer */
export function readMaintenance(body: JsonObject): readonly Maintenance[] {
  const where = 'futures notifications';
  return objectsAt(body, 'notifications', where)
    .filter((notice) => notice['type'] === 'maintenance')
    .map((notice) => {
      const start = timeAt(notice, 'effectiveTime', where);
      const known = typeof notice['expectedDowntimeMinutes'] === 'number';
      const minutes = known
        ? numberAt(notice, 'expectedDowntimeMinutes', where)
        : UNKNOWN_LENGTH_MINUTES;
      return { start, end: start + minutes * 60_000 };
    });
}
