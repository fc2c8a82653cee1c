/**
 * What forests are grown from (columns, labels and folds) as bytes, so that it can travel to other
 * machines under its hash. Equal data give equal bytes. The layout, little-endian:
 * magic, header length (u32), JSON header, zeros up to a multiple of 8, the values (f64, column by
 * column), the columns' keys (u32), the folds (3 × u32 each), the labels (u8). Nothing in it is
 * executed. Must not know: settings of forests, connections.
 */

import { createHash } from 'node:crypto';
import { InputError } from '../core/errors.ts';
import { CLASS_COUNT, type Fold, type ForestProblem } from '../forest/problem.ts';

/** A problem without its settings: problems that differ in seeds alone share it. */
export type ProblemData = Pick<ForestProblem, 'matrix' | 'labels' | 'folds'>;

const MAGIC = 'WFDATA01';
const FOLD_WORDS = 3;
/** A header holds names only; a longer one is not ours. */
const MOST_HEADER_BYTES = 2 ** 22;

type Header = {
  readonly names: readonly string[];
  readonly rows: number;
  readonly folds: number;
};

/** The SHA-256 of `bytes`, 64 hexadecimal digits. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of `data`, in their one form. O(columns × rows). */
export function encodeProblem({ matrix, labels, folds }: ProblemData): Uint8Array {
  const { names, rows, keys, values } = matrix;
  const json = Buffer.from(JSON.stringify({ names, rows, folds: folds.length } satisfies Header));
  const at = layout(json.length, { names, rows, folds: folds.length });
  const bytes = new Uint8Array(at.end);
  bytes.set(Buffer.from(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, json.length, true);
  bytes.set(json, MAGIC.length + 4);
  new Float64Array(bytes.buffer, at.values, values.length).set(values);
  new Uint32Array(bytes.buffer, at.keys, keys.length).set(keys);
  const words = folds.flatMap(({ trainEnd, testStart, testEnd }) => [trainEnd, testStart, testEnd]);
  new Uint32Array(bytes.buffer, at.folds, words.length).set(words);
  bytes.set(labels, at.labels);
  return bytes;
}

/**
 * The data in `bytes`; the values are in shared memory.
 * @param where where the bytes come from, for messages
 * @throws InputError if the bytes are not of this form: every length and every index is checked
 */
export function decodeProblem(bytes: Uint8Array, where: string): ProblemData {
  const refuse = (what: string): never => {
    throw new InputError(`${where}: expected the data of a forest, got ${what}`);
  };
  const start = MAGIC.length + 4;
  if (bytes.length < start || text(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    return refuse('bytes of another kind');
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  if (length > MOST_HEADER_BYTES || start + length > bytes.length) return refuse('a cut header');
  const header = readHeader(text(bytes.subarray(start, start + length))) ?? refuse('a bad header');
  const { names, rows } = header;
  const at = layout(length, header);
  if (bytes.length !== at.end) return refuse(`${bytes.length} bytes instead of ${at.end}`);
  // Copied, because views need an address that is a multiple of their size.
  const part = (from: number, to: number): ArrayBuffer =>
    bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + to) as ArrayBuffer;
  const values = new Float64Array(new SharedArrayBuffer(at.keys - at.values));
  values.set(new Float64Array(part(at.values, at.keys)));
  const keys = new Uint32Array(part(at.keys, at.folds));
  const folds = readFolds(new Uint32Array(part(at.folds, at.labels)));
  const labels = new Uint8Array(part(at.labels, at.end));
  if (!inOrder(folds, rows)) return refuse('folds out of order');
  if (labels.some((label) => label >= CLASS_COUNT)) return refuse('a label of no class');
  return { matrix: { names, keys, rows, values }, labels, folds };
}

/** Where each part begins, in bytes. */
function layout(
  headerBytes: number,
  { names, rows, folds }: Header,
): Readonly<Record<'values' | 'keys' | 'folds' | 'labels' | 'end', number>> {
  const values = Math.ceil((MAGIC.length + 4 + headerBytes) / 8) * 8;
  const keys = values + names.length * rows * 8;
  const foldsAt = keys + names.length * 4;
  const labels = foldsAt + folds * FOLD_WORDS * 4;
  return { values, keys, folds: foldsAt, labels, end: labels + rows };
}

function readHeader(json: string): Header | undefined {
  let header: Partial<Record<keyof Header, unknown>> | null;
  try {
    header = JSON.parse(json) as typeof header;
  } catch {
    // The caller says what it got.
    return undefined;
  }
  const { names, rows, folds } = header ?? {};
  const counts = [rows, folds].every((count) => Number.isInteger(count) && Number(count) >= 0);
  const named = Array.isArray(names) && names.every((name) => typeof name === 'string');
  return counts && named ? (header as Header) : undefined;
}

function readFolds(words: Uint32Array): Fold[] {
  const folds: Fold[] = [];
  for (let i = 0; i < words.length; i += FOLD_WORDS) {
    folds.push({ trainEnd: words[i]!, testStart: words[i + 1]!, testEnd: words[i + 2]! });
  }
  return folds;
}

/** Whether folds are what `ForestProblem` says of them, on `rows` rows. */
function inOrder(folds: readonly Fold[], rows: number): boolean {
  return folds.every(({ trainEnd, testStart, testEnd }, i) => {
    const before = folds[i - 1] ?? { trainEnd: 0, testStart: 0, testEnd: 0 };
    const grows =
      trainEnd >= before.trainEnd && testStart >= before.testStart && testEnd >= before.testEnd;
    return grows && trainEnd <= testStart && testStart <= testEnd && testEnd <= rows;
  });
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
