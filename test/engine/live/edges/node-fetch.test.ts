import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { networkCode } from '../../../../engine/live/edges/failures.ts';
import { nodeFetch } from '../../../../engine/live/edges/node-fetch.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function serving(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => {
    server!.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/path?a=1`;
}

const signal = (): AbortSignal => new AbortController().signal;
const get = () => ({ method: 'GET', headers: {}, signal: signal(), redirect: 'error' }) as const;

describe("the function's fetch", () => {
  it('sends method, path, headers and body, and gives status, headers and text', async () => {
    const url = await serving(async (request, response) => {
      const { method, url: path, headers } = request;
      response.writeHead(201, { 'x-seen': String(headers['x-key']) });
      response.end(`${method} ${path} ${await text(request)} ${headers['content-length']} ü`);
    });
    const headers = { 'X-Key': 'k' };
    const reply = await nodeFetch(url, { ...get(), method: 'POST', headers, body: 'b=ü' });
    expect(reply.status).toBe(201);
    expect([reply.headers.get('X-Seen'), reply.headers.get('absent')]).toEqual(['k', null]);
    expect(await reply.text()).toBe('POST /path?a=1 b=ü 4 ü');
  });

  it('sends its user agent, and asks for no compression', async () => {
    const url = await serving(({ headers }, response) => {
      response.end(`${headers['user-agent']} ${headers['accept-encoding']}`);
    });
    expect(await (await nodeFetch(url, get())).text()).toBe('walkforest undefined');
  });

  it('gives an answer of any status except a redirect', async () => {
    let status = 503;
    const url = await serving((_, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('{}');
    });
    expect((await nodeFetch(url, get())).status).toBe(503);
    status = 307;
    await expect(nodeFetch(url, get())).rejects.toThrow('a redirect');
  });

  it('fails with the code of a connection that breaks before the answer', async () => {
    const url = await serving(({ socket }) => socket.resetAndDestroy());
    const error = await nodeFetch(url, get()).catch((thrown: unknown) => thrown);
    expect(networkCode(error)).toBe('ECONNRESET');
  });

  it('fails with the code of a connection that breaks during the answer', async () => {
    const url = await serving((_, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('12345', () => response.destroy());
    });
    const error = await nodeFetch(url, get())
      .then((reply) => reply.text())
      .catch((thrown: unknown) => thrown);
    expect(networkCode(error)).toBe('ECONNRESET');
  });

  it('does not repeat a request whose connection breaks', async () => {
    let seen = 0;
    const url = await serving((request) => {
      seen++;
      request.socket.resetAndDestroy();
    });
    await nodeFetch(url, { ...get(), method: 'POST', body: 'x' }).catch(() => {});
    expect(seen).toBe(1);
  });

  it('fails with a code if no server listens', async () => {
    const error = await nodeFetch('http://127.0.0.1:1/', get()).catch((thrown: unknown) => thrown);
    expect(networkCode(error)).toBe('ECONNREFUSED');
  });

  it('ends when its signal aborts', async () => {
    const url = await serving(() => {});
    const controller = new AbortController();
    const reply = nodeFetch(url, { ...get(), signal: controller.signal });
    controller.abort();
    await expect(reply).rejects.toThrow('aborted');
  });
});
