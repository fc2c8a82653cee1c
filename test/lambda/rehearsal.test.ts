import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, it } from 'vitest';
import { textOf } from '../../engine/live/edges/object-store.ts';
import { rehearsableServices } from '../../lambda/rehearsal.ts';
import { startCloud } from '../fakes/cloud.ts';

it('the rehearsal succeeds, and nothing of it leaves the process', async () => {
  const channels = ['net.client.socket', 'http.client.request.start', 'undici:request:create'];
  const left: unknown[] = [];
  const note = (message: unknown): unknown => left.push(message);
  const cloud = (await startCloud('the wire fake'))!;
  const { services, rehearse } = rehearsableServices(cloud.place);
  for (const channel of channels) subscribe(channel, note);
  try {
    await rehearse();
  } finally {
    for (const channel of channels) unsubscribe(channel, note);
  }
  expect(left).toEqual([]);
  const store = services.store(cloud.bucket);
  expect(await store.read('present')).toBeUndefined();
  await store.write('present', new Uint8Array([111]), { ifAbsent: true });
  expect(textOf((await store.read('present'))!)).toBe('o');
  expect(await services.secret('there')()).toBe('the text');
  await cloud.close();
});
