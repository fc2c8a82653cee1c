/**
 * The messages of an Arrow file or stream (Arrow columnar format, "IPC"), looked at before a
 * library reads them: every length and offset is held against the bytes that are there, because
 * apache-arrow follows damaged ones without end. Compressed bodies are unpacked here as well:
 * apache-arrow forgets how many buffers a column of string views has when it unpacks one.
 * Must not know: what columns mean.
 */

import { unpackBuffer } from './arrow-compression.ts';
import { fieldAt, nestedTable, rootTable, vectorAt, type FlatTable } from './flat-buffer.ts';

const MAGIC = 'ARROW1';
/** `ARROW1` and two bytes of padding before the stream. */
const FILE_START = 8;
/** The footer's length and `ARROW1` at the end of a file. */
const FILE_END = 10;
const CONTINUATION = -1;
/** Fields a schema may have, and how deep they may be nested: far more than bars need. */
const MAX_FIELDS = 10_000;
const MAX_DEPTH = 32;

const SCHEMA = 1;
const DICTIONARY_BATCH = 2;
const RECORD_BATCH = 3;

/** A message: its metadata as a copy that may be changed, and where its body lies. */
type Message = {
  readonly metadata: Uint8Array;
  readonly root: FlatTable;
  readonly type: number;
  readonly header: FlatTable;
  readonly body: Uint8Array;
};

/**
 * The messages of a whole Arrow file or stream as an uncompressed stream, all of whose lengths and
 * offsets lie inside it.
 * @throws Error where one does not, or the file is cut off
 */
export function checkedStream(bytes: Uint8Array): Uint8Array {
  const { stream, schema, batchCount } = streamOf(bytes);
  const parts: Uint8Array[] = [];
  let batches = 0;
  for (const message of messagesOf(stream)) {
    if (parts.length === 0 && message.type !== SCHEMA) {
      expect(schema !== undefined, 'a schema first');
      parts.push(framed(schema));
    }
    if (message.type === SCHEMA) checkFields(message.header);
    if (message.type === RECORD_BATCH) batches++;
    const body = checkedBody(message);
    parts.push(framed(message.metadata), body);
  }
  expect(parts.length > 0, 'a schema');
  expect(batchCount === undefined || batchCount === batches, 'as many batches as its footer has');
  return concatenate(parts);
}

/** A stream; from a file also its footer's schema (as a message) and number of batches. */
type Stream = {
  readonly stream: Uint8Array;
  readonly schema?: Uint8Array;
  readonly batchCount?: number;
};

function streamOf(bytes: Uint8Array): Stream {
  if (textAt(bytes, 0) !== MAGIC) return { stream: bytes };
  const end = bytes.length - FILE_END;
  expect(end >= FILE_START && textAt(bytes, bytes.length - MAGIC.length) === MAGIC, 'an end');
  const length = viewOf(bytes).getInt32(end, true);
  expect(length > 0 && length <= end - FILE_START, 'a footer');
  const footerBytes = bytes.subarray(end - length, end);
  const footer = rootTable(viewOf(footerBytes));
  checkFields(nestedTable(footer, 1));
  return {
    stream: bytes.subarray(FILE_START, end - length),
    schema: schemaMessage(footerBytes, footer),
    batchCount: vectorAt(footer, 3, 24).length,
  };
}

/**
 * The footer's schema as a message: apache-arrow writes files that have it nowhere else. The table
 * of a message is put before the footer's bytes, with an offset to the schema that they hold.
 */
function schemaMessage(footerBytes: Uint8Array, footer: FlatTable): Uint8Array {
  const [vtable, table, size] = [4, 16, 32];
  const message = new Uint8Array(size + footerBytes.length);
  const view = viewOf(message);
  view.setUint32(0, table, true);
  // The vtable: its size, the table's size, then where version, type, header and body length are.
  const entries = [12, 16, 8, 10, 4, 0];
  for (const [i, entry] of entries.entries()) view.setUint16(vtable + 2 * i, entry, true);
  view.setInt32(table, table - vtable, true);
  view.setUint32(table + 4, size + nestedTable(footer, 1).start - (table + 4), true);
  const version = fieldAt(footer, 0);
  view.setInt16(table + 8, version === 0 ? 0 : footer.view.getInt16(version, true), true);
  view.setUint8(table + 10, SCHEMA);
  message.set(footerBytes, size);
  return message;
}

function* messagesOf(stream: Uint8Array): Generator<Message> {
  const view = viewOf(stream);
  let position = 0;
  while (position + 4 <= stream.length) {
    const marker = view.getInt32(position, true);
    // Writers before Arrow 0.15 put the length first.
    const start = position + (marker === CONTINUATION ? 8 : 4);
    const length = marker === CONTINUATION ? view.getInt32(position + 4, true) : marker;
    if (length === 0) return;
    expect(length > 0 && start + length <= stream.length, 'a whole message');
    const metadata = stream.slice(start, start + length);
    const root = rootTable(viewOf(metadata));
    const bodyLength = int64(root, 3);
    expect(inside(bodyLength, stream.length - start - length), 'a whole body');
    position = start + length + bodyLength;
    yield {
      metadata,
      root,
      type: uint8(root, 1),
      header: nestedTable(root, 2),
      body: stream.subarray(start + length, position),
    };
  }
}

function checkFields(schema: FlatTable): void {
  let count = 0;
  const visit = (owner: FlatTable, index: number, depth: number): void => {
    const { view, start, length } = vectorAt(owner, index, 4);
    expect(depth <= MAX_DEPTH, `${MAX_DEPTH} levels of fields at most`);
    for (let i = 0; i < length; i++) {
      expect(++count <= MAX_FIELDS, `${MAX_FIELDS} fields at most`);
      const at = start + 4 * i;
      const field = { view, start: at + view.getUint32(at, true) };
      vectorAt(field, 0, 1);
      vectorAt(field, 6, 4);
      visit(field, 5, depth + 1);
    }
  };
  visit(schema, 1, 0);
  vectorAt(schema, 2, 4);
}

/** A message's body, unpacked where it was compressed; the metadata then describe that. */
function checkedBody({ metadata, root, type, header, body }: Message): Uint8Array {
  if (type !== RECORD_BATCH && type !== DICTIONARY_BATCH) return body;
  vectorAt(root, 4, 4);
  const batch = type === RECORD_BATCH ? header : nestedTable(header, 1);
  const compression = fieldAt(batch, 3);
  const buffers = vectorAt(batch, 2, 16);
  for (let i = 0; i < buffers.length; i++) {
    const [offset, length] = pairAt(buffers.view, buffers.start + 16 * i);
    expect(inside(offset, body.length) && inside(length, body.length - offset), 'whole buffers');
  }
  const unpacked = compression === 0 ? body : unpackBody(batch, body);
  if (compression !== 0) setInt64(metadata, root, 3, unpacked.length);
  checkLengths(batch, unpacked.length);
  return unpacked;
}

/** A row takes a byte in every column that bars are made of, and a bit in any other. */
function checkLengths(batch: FlatTable, bodyLength: number): void {
  expect(inside(int64(batch, 0), bodyLength), 'rows that fit into the body');
  const nodes = vectorAt(batch, 1, 16);
  for (let i = 0; i < nodes.length; i++) {
    const [length, nullCount] = pairAt(nodes.view, nodes.start + 16 * i);
    expect(inside(length, 8 * bodyLength) && inside(nullCount, length), 'columns of that length');
  }
  const variadic = vectorAt(batch, 4, 8);
  for (let i = 0; i < variadic.length; i++) {
    const count = Number(variadic.view.getBigInt64(variadic.start + 8 * i, true));
    expect(inside(count, vectorAt(batch, 2, 16).length), 'string buffers that are there');
  }
}

/** Unpacks every buffer, and writes the new offsets and lengths over the old ones. */
function unpackBody(batch: FlatTable, body: Uint8Array): Uint8Array {
  const codec = uint8(nestedTable(batch, 3), 0);
  const { view, start, length } = vectorAt(batch, 2, 16);
  const parts: Uint8Array[] = [];
  let position = 0;
  for (let i = 0; i < length; i++) {
    const at = start + 16 * i;
    const [offset, size] = pairAt(view, at);
    const buffer = unpackBuffer(body.subarray(offset, offset + size), codec);
    view.setBigInt64(at, BigInt(position), true);
    view.setBigInt64(at + 8, BigInt(buffer.length), true);
    const padding = -buffer.length & 7;
    parts.push(buffer, new Uint8Array(padding));
    position += buffer.length + padding;
  }
  // The batch's table of fields says from now on that it has no compression.
  const vtable = batch.start - view.getInt32(batch.start, true);
  view.setUint16(vtable + 4 + 2 * 3, 0, true);
  return concatenate(parts);
}

function framed(metadata: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + metadata.length);
  const view = viewOf(frame);
  view.setInt32(0, CONTINUATION, true);
  view.setInt32(4, metadata.length, true);
  frame.set(metadata, 8);
  return frame;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const target = new Uint8Array(total);
  let position = 0;
  for (const part of parts) {
    target.set(part, position);
    position += part.length;
  }
  return target;
}

function uint8(table: FlatTable, index: number): number {
  const at = fieldAt(table, index);
  return at === 0 ? 0 : table.view.getUint8(at);
}

function int64(table: FlatTable, index: number): number {
  const at = fieldAt(table, index);
  return at === 0 ? 0 : Number(table.view.getBigInt64(at, true));
}

function setInt64(metadata: Uint8Array, table: FlatTable, index: number, value: number): void {
  const at = fieldAt(table, index);
  expect(at !== 0, 'a length of the body');
  viewOf(metadata).setBigInt64(at, BigInt(value), true);
}

function pairAt(view: DataView, at: number): readonly [number, number] {
  return [Number(view.getBigInt64(at, true)), Number(view.getBigInt64(at + 8, true))];
}

function inside(value: number, limit: number): boolean {
  return value >= 0 && value <= limit;
}

function textAt(bytes: Uint8Array, start: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + MAGIC.length));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`expected ${what}`);
}
