import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, it } from 'vitest';
import { rehearse } from '../../lambda/rehearsal.ts';

it('the rehearsal comes to its end, and nothing of it leaves the process', async () => {
  const channels = ['net.client.socket', 'http.client.request.start', 'undici:request:create'];
  const left: unknown[] = [];
  const note = (message: unknown): unknown => left.push(message);
  for (const channel of channels) subscribe(channel, note);
  try {
    await rehearse();
  } finally {
    for (const channel of channels) unsubscribe(channel, note);
  }
  expect(left).toEqual([]);
});
