/** Subsets of a given size. */

/** All subsets of `size` of the numbers 0 … `count` - 1, ascending, in lexicographic order. */
export function combinationsOf(count: number, size: number): readonly (readonly number[])[] {
  const subsets: (readonly number[])[] = [];
  const extend = (subset: readonly number[], from: number): void => {
    if (subset.length === size) {
      subsets.push(subset);
      return;
    }
    const last = count - (size - subset.length);
    for (let next = from; next <= last; next++) extend([...subset, next], next + 1);
  };
  extend([], 0);
  return subsets;
}
