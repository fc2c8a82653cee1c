/**
 * Stands for node:worker_threads while columnar files are read under mutation: the "thread" is
 * another module in the same one. Both ends are joined by a channel, as those of a real thread are.
 */

import { MessageChannel } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();

/** What the reading module listens to. */
export const parentPort = port1;

/** Starts the reading module, whatever file it is asked for. It cannot be ended. */
export class Worker {
  constructor() {
    void import('../../data/columnar-worker.ts');
  }

  on(event, listener) {
    port2.on(event, listener);
    return this;
  }

  off(event, listener) {
    port2.off(event, listener);
    return this;
  }

  ref() {
    port2.ref();
    return this;
  }

  unref() {
    port2.unref();
    return this;
  }

  postMessage(message) {
    port2.postMessage(message);
  }

  async terminate() {}
}
