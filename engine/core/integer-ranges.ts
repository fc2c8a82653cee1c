/** Lists of integers as a user writes them: `42,1,2`, with ranges `1..100` that hold both ends. */

/** Most integers of a list, so that a slip in a range does not ask for work without end. */
export const MOST_INTEGERS = 1000;

const RANGE = /^(-?\d+) *\.\. *(-?\d+)$/;

/** What looks like a range but is not written as one: `42-50`, `1...5`, `1:5`. */
const OTHER_RANGE = /^\d+ *(?:-|\.{3,}|…|:) *\d+$/;

/**
 * `items` with each range written out; other items stay as they are. Undefined if a range runs
 * backwards or is written in another way, and for more than `MOST_INTEGERS` items in all.
 */
export function withoutRanges(items: readonly string[]): readonly string[] | undefined {
  const all: string[] = [];
  for (const item of items) {
    if (OTHER_RANGE.test(item)) return undefined;
    const [, first, last] = RANGE.exec(item) ?? [];
    if (first === undefined || last === undefined) {
      all.push(item);
    } else {
      const count = Number(last) - Number(first) + 1;
      if (!(count >= 1 && all.length + count <= MOST_INTEGERS)) return undefined;
      for (let i = 0; i < count; i++) all.push(String(Number(first) + i));
    }
  }
  return all.length > MOST_INTEGERS ? undefined : all;
}

/** Integers as a text in their order; three or more that follow each other are a range. */
export function integersText(integers: readonly number[]): string {
  const parts: string[] = [];
  let start = 0;
  while (start < integers.length) {
    let end = start + 1;
    while (end < integers.length && integers[end] === integers[end - 1]! + 1) end++;
    // Two are no range: `1, 2` is shorter to read than `1..2`.
    if (end - start < 3) end = start + 1;
    const [first, last] = [integers[start]!, integers[end - 1]!];
    parts.push(end - start === 1 ? String(first) : `${first}..${last}`);
    start = end;
  }
  return parts.join(', ');
}
