/**
 * Replaces the SDK's event streams in the bundle. They would be a twentieth of it, and no operation
 * of the function uses them. `npm run lambda:build` puts this file in their place. If code asks for
 * an event stream, it gets an error.
 */

/** Has the type of the export of this name in @smithy/core/event-streams. */
export function eventStreamSerdeProvider(): never {
  return refuse();
}

/** Has the type of the export of this name in @smithy/core/event-streams; changes nothing. */
export function resolveEventStreamSerdeConfig<T>(settings: T): T {
  return settings;
}

/** Has the type of the export of this name in @smithy/core/event-streams. */
export function EventStreamSerde(): never {
  return refuse();
}

function refuse(): never {
  throw new Error('the function has no event streams');
}
