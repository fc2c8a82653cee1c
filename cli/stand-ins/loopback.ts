/** Serves fakes over real sockets on 127.0.0.1. Hanging requests and resets are real ones, too. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve, wireRequest, type FaultPlan, type WireService } from './wire.ts';

export type Loopback = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** Serves `service` with the faults of `plan`. `later` runs requests that arrive late. */
export async function startLoopback(
  service: WireService,
  plan: FaultPlan,
  later: (ms: number, work: () => void) => unknown,
): Promise<Loopback> {
  const server = createServer((incoming, response) => {
    readAll(incoming).then(
      (body) => answer(incoming, response, body),
      () => response.destroy(),
    );
  });
  const answer = (incoming: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const { method = 'GET', url = '/' } = incoming;
    const headers = incoming.headers as Record<string, string | undefined>;
    const outcome = serve(service, plan, wireRequest({ method, url, headers, body }), later);
    if (outcome === 'hang') return;
    if (outcome === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    // A fake sets the Date header itself, because its clock is not the clock of the machine.
    response.sendDate = false;
    response.writeHead(outcome.status, outcome.headers).end(outcome.body);
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => closed(server),
  };
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
