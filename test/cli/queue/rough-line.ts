/**
 * A line between two programs on loopback that a test makes slow, cuts or freezes: a TCP server
 * that passes on what it gets. It runs everywhere, without rights of root.
 */

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type RoughLine = {
  /** Whoever connects to it reaches the other end. */
  readonly port: number;
  /** From now on each piece is late by `delayMs`, and `bytesPerMs` pass at most. */
  readonly slow: (how: { readonly delayMs: number; readonly bytesPerMs: number }) => void;
  /** Resets all connections, and each new one until `mend`. */
  readonly cut: () => void;
  /**
   * Nothing passes on the connections of now, ever again, and neither end is told: as if a router
   * had forgotten them. New ones work.
   */
  readonly freeze: () => void;
  /** Resets the next connections after so many bytes towards the client, one for each number. */
  readonly cutAfter: (...bytes: readonly number[]) => void;
  readonly mend: () => void;
  /** How many connections there have been. */
  readonly count: () => number;
};

type Pair = { readonly near: Socket; readonly far: Socket; frozen: boolean; left: number };

/** A line to the port `target` of loopback, for the running test. */
export async function roughLine(target: number): Promise<RoughLine> {
  const pairs = new Set<Pair>();
  const cuts: number[] = [];
  let pace = { delayMs: 0, bytesPerMs: Infinity };
  let isCut = false;
  let count = 0;
  const server = createServer((near) => {
    count++;
    near.on('error', () => {});
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const pair: Pair = { near, far, frozen: false, left: cuts.shift() ?? Infinity };
    pairs.add(pair);
    const end = (): void => {
      // An end that was frozen out must not hear of it.
      if (pair.frozen) return;
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    far.on('error', () => near.resetAndDestroy());
    for (const socket of [near, far]) socket.on('close', end);
    near.on('data', (chunk) => pass(pair, chunk, { from: near, to: far }));
    far.on('data', (chunk) => {
      pass(pair, chunk.subarray(0, Math.min(chunk.length, pair.left)), { from: far, to: near });
      pair.left -= chunk.length;
      if (pair.left < 0) setImmediate(() => near.resetAndDestroy());
    });
  });
  const pass = (
    pair: Pair,
    chunk: Buffer,
    { from, to }: { readonly from: Socket; readonly to: Socket },
  ): void => {
    if (pair.frozen) return;
    const waitMs = pace.delayMs + chunk.length / pace.bytesPerMs;
    if (waitMs === 0) {
      to.write(chunk);
      return;
    }
    from.pause();
    setTimeout(() => {
      if (pair.frozen || to.destroyed) return;
      to.write(chunk);
      from.resume();
    }, waitMs);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  });
  return {
    port: (server.address() as { readonly port: number }).port,
    slow: (how) => (pace = how),
    cut: () => {
      isCut = true;
      for (const { near, far } of pairs) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
    freeze: () => {
      for (const pair of pairs) pair.frozen = true;
    },
    cutAfter: (...bytes) => void cuts.push(...bytes),
    mend: () => (isCut = false),
    count: () => count,
  };
}
