import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, it, vi } from 'vitest';
import { fetchThrough } from '../../engine/live/edges/node-fetch.ts';
import { textOf } from '../../engine/live/edges/object-store.ts';
import { MadeUpAgent } from '../../lambda/made-up-connections.ts';
import { rehearsableServices } from '../../lambda/rehearsal.ts';
import { startCloud } from '../fakes/cloud.ts';

it('the rehearsal succeeds, and nothing of it leaves the process', async () => {
  const channels = ['net.client.socket', 'http.client.request.start', 'undici:request:create'];
  const left: unknown[] = [];
  let rehearsed = 0;
  const note = (message: unknown): void => {
    const { request } = message as { readonly request?: { readonly agent?: unknown } };
    if (request?.agent instanceof MadeUpAgent) rehearsed++;
    else left.push(message);
  };
  const cloud = (await startCloud('the wire fake'))!;
  const { services, rehearse } = rehearsableServices(cloud.place);
  for (const channel of channels) subscribe(channel, note);
  try {
    await rehearse();
  } finally {
    for (const channel of channels) unsubscribe(channel, note);
  }
  expect(left).toEqual([]);
  expect(rehearsed).toBe(2);
  const store = services.store(cloud.bucket);
  expect(await store.read('present')).toBeUndefined();
  await store.write('present', new Uint8Array([111]), { ifAbsent: true });
  expect(textOf((await store.read('present'))!)).toBe('o');
  expect(await services.secret('there')()).toBe('the text');
  await cloud.close();
});

it('each request on a made-up connection is answered once, on the same connection', async () => {
  const agent = new MadeUpAgent({ keepAlive: true });
  const connections = vi.spyOn(agent, 'createConnection');
  const { signal } = new AbortController();
  const init = { headers: {}, signal, redirect: 'error' } as const;
  for (const method of ['GET', 'POST', 'POST', 'GET']) {
    const body = method === 'POST' ? { body: 'x'.repeat(100_000) } : {};
    const { status, text } = await fetchThrough(agent, 'http://nowhere.example/a', {
      ...init,
      ...body,
      method,
    });
    expect([status, await text()]).toEqual([200, '{}']);
  }
  expect(connections).toHaveBeenCalledOnce();
  agent.destroy();
});
