/**
 * What the bundle has in place of the SDK's event streams, which no operation of the function
 * speaks: they are a twentieth of the bundle. `npm run lambda:build` puts this file where the SDK
 * imports them; whoever asks for a stream after all is told so.
 */

/** Shape of @smithy/core/event-streams' export of this name. */
export function eventStreamSerdeProvider(): never {
  return refuse();
}

/** Shape of @smithy/core/event-streams' export of this name: leaves a client's settings alone. */
export function resolveEventStreamSerdeConfig<T>(settings: T): T {
  return settings;
}

/** Shape of @smithy/core/event-streams' export of this name. */
export function EventStreamSerde(): never {
  return refuse();
}

function refuse(): never {
  throw new Error('the function has no event streams');
}
