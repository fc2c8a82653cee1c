/** Connections that lead nowhere: each request on them gets the same answer, from memory. */

import { Agent } from 'node:http';
import { Duplex } from 'node:stream';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

type Chunks = readonly { readonly chunk: Buffer }[];

/** Has what Node's HTTP client calls of a socket. */
class MadeUpConnection extends Duplex {
  override _read(): void {}

  override _writev(chunks: Chunks, done: () => void): void {
    done();
    // The head of a request ends with an empty line; a body may come in a write of its own.
    const head = chunks.some(({ chunk }) => chunk.includes('\r\n\r\n'));
    if (head) queueMicrotask(() => this.push(ANSWER));
  }

  setTimeout(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}
}

/** An agent whose connections are made up. It opens no socket. */
export class MadeUpAgent extends Agent {
  override createConnection(): Duplex {
    return new MadeUpConnection();
  }
}
