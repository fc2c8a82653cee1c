import {
  Field,
  Float64,
  List,
  makeVector,
  Schema,
  Table,
  tableToIPC,
  type DataType,
} from 'apache-arrow';
import { expect, it } from 'vitest';
import { checkedStream } from '../../data/arrow-messages.ts';

const STREAM = tableToIPC(new Table({ close: makeVector(Float64Array.of(1, 2, 3)) }), 'stream');
/** The marker that ends a stream. */
const END = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);

/** Lists of lists … of numbers. */
function nested(depth: number): Uint8Array {
  let type: DataType = new Float64();
  for (let i = 1; i < depth; i++) type = new List(new Field('item', type));
  return tableToIPC(new Table(new Schema([new Field('deep', type)])), 'stream');
}

it('what is whole goes on as it is', () => {
  const checked = checkedStream(STREAM);
  expect(checked.length).toBeGreaterThan(0);
  expect(checkedStream(checked)).toEqual(checked);
});

it('a stream without a message has no schema', () => {
  expect(() => checkedStream(END)).toThrow(new Error('expected a schema'));
});

it('a message whose body is cut off is refused, wherever that is', () => {
  const whole = STREAM.length - END.length;
  expect(() => checkedStream(STREAM.subarray(0, whole))).not.toThrow();
  for (let cut = 1; cut <= 24; cut++) {
    expect(() => checkedStream(STREAM.subarray(0, whole - cut)), `${cut}`).toThrow(
      new Error('expected a whole body'),
    );
  }
});

it('fields are nested to a depth that no recursion overflows', () => {
  expect(() => checkedStream(nested(32))).not.toThrow();
  expect(() => checkedStream(nested(40))).toThrow(
    new Error('expected 32 levels of fields at most'),
  );
});
