/**
 * The answer to a task, as it lies in Redis under the task's id: who computed it, the SHA-256 of
 * the votes, and the votes. Layout, little-endian: magic, length of the worker's id (u16), the id,
 * the SHA-256 (32 bytes), zeros up to a multiple of 4, the votes (u32).
 */

import { createHash } from 'node:crypto';
import { OutsideError } from '../core/errors.ts';

export type VoteAnswer = {
  /** The id of the worker. */
  readonly worker: string;
  /** Uint32Array: the task's subsets one after another, test rows × 3 each. */
  readonly votes: Uint32Array;
};

const MAGIC = 'WFVOTE01';
const HASH_BYTES = 32;
/** Messages show the id, so it has no character that moves a cursor. */
const WORKER_ID = /^[\p{L}\p{N}_.-]{1,80}$/u;

/** The bytes of an answer. */
export function encodeAnswer({ worker, votes }: VoteAnswer): Buffer {
  const id = Buffer.from(worker);
  const body = votesBytes(votes);
  const at = votesStart(id.length);
  const bytes = Buffer.alloc(at + body.length);
  bytes.write(MAGIC, 0, 'latin1');
  bytes.writeUInt16LE(id.length, MAGIC.length);
  id.copy(bytes, MAGIC.length + 2);
  createHash('sha256')
    .update(body)
    .digest()
    .copy(bytes, MAGIC.length + 2 + id.length);
  body.copy(bytes, at);
  return bytes;
}

/**
 * The answer in `bytes`.
 * @param length the number of votes that the task asks for
 * @throws OutsideError if the bytes are no answer of this length, or if the hash is not theirs
 */
export function decodeAnswer(bytes: Buffer, length: number): VoteAnswer {
  const head = MAGIC.length + 2;
  if (bytes.length < head || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new OutsideError('an answer in the queue is of another kind');
  }
  const idLength = bytes.readUInt16LE(MAGIC.length);
  const worker = bytes.toString('utf8', head, head + idLength);
  if (!WORKER_ID.test(worker)) throw new OutsideError('an answer in the queue names no worker');
  const body = bytes.subarray(votesStart(idLength));
  const hash = bytes.subarray(head + idLength, head + idLength + HASH_BYTES);
  if (body.length !== 4 * length) {
    throw new OutsideError(`worker ${worker}: expected ${length} votes, got ${body.length / 4}`);
  }
  if (!createHash('sha256').update(body).digest().equals(hash)) {
    throw new OutsideError(`worker ${worker}: its answer was damaged on the way`);
  }
  const votes = new Uint32Array(length);
  Buffer.from(votes.buffer).set(body);
  return { worker, votes };
}

/** Whether two answers have the same votes. */
export function sameVotes(a: Uint32Array, b: Uint32Array): boolean {
  return votesBytes(a).equals(votesBytes(b));
}

function votesStart(idLength: number): number {
  return Math.ceil((MAGIC.length + 2 + idLength + HASH_BYTES) / 4) * 4;
}

function votesBytes(votes: Uint32Array): Buffer {
  return Buffer.from(votes.buffer, votes.byteOffset, votes.byteLength);
}
