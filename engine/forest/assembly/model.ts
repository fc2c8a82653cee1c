// A forest's nodes from what a model file says of them: see ../model-codec.ts for the format. It
// is a module of its own: the live function starts cold every day and runs this once, and would be
// through it in JavaScript before the engine had compiled the loops.

const CLASS_COUNT: u32 = 3;
const LEAF: u8 = 255;
/** A difference's first byte where the next four hold it. */
const WIDE: u32 = 255;
/** How many rows the edges' quantiles count for, beside the rows of the classes seen before. */
const QUANTILE_ROWS: f64 = 16;

// Sizes.
let trees: u32 = 0;
let nodes: u32 = 0;
let splits: u32 = 0;

// What the host fills: a number of edges u32 for each column, at 0, and behind them the file's
// nodes: their columns u8, the splits' bins u8, the differences.
let columns: usize = 0;
let bins: usize = 0;
let fileEnd: usize = 0;

// What is made of it, in this order: see ../forest.ts.
let totals: usize = 0;
let left: usize = 0;
let bin: usize = 0;

let differences: usize = 0; // i32 a root and a split, class after class

/** Lays out the memory. `nodeCount` is at least `treeCount`, by an even number. */
export function configure(
  columnCount: u32,
  treeCount: u32,
  nodeCount: u32,
  fileBytes: usize,
): void {
  trees = treeCount;
  nodes = nodeCount;
  splits = (nodes - trees) >>> 1;
  columns = 4 * columnCount;
  bins = columns + nodes;
  fileEnd = columns + fileBytes;
  totals = aligned(fileEnd);
  left = totals + 4 * CLASS_COUNT * nodes;
  bin = left + 4 * nodes;
  differences = aligned(bin + nodes);
  const end = differences + 4 * CLASS_COUNT * (trees + splits);
  memory.grow(<i32>((end + 0xffff) >>> 16));
}

/** Where `rebuild` puts the totals u32 × nodes × classes, left u32 × nodes, bin u8 × nodes. */
export function madeAddress(): usize {
  return totals;
}

/** Whether the file's bytes make sense; then the nodes stand. */
export function rebuild(): bool {
  if (!spreadDifferences()) return false;
  fillRoots();
  let split: u32 = 0;
  for (let node: u32 = 0; node < nodes; node++) {
    const column = load<u8>(columns + node);
    if (column === LEAF) continue;
    if (split === splits || <usize>column << 2 >= columns) return false;
    const cut = load<u8>(bins + split);
    const edges = load<u32>(<usize>column << 2);
    if (cut >= edges) return false;
    store<u8>(bin + node, cut);
    store<u32>(left + (<usize>node << 2), trees + 2 * split);
    const before = (QUANTILE_ROWS * <f64>(<u32>cut + 1)) / <f64>(edges + 1);
    if (!fillChildren(node, split, before)) return false;
    split++;
  }
  return split === splits;
}

@inline
function aligned(address: usize): usize {
  return (address + 3) & ~3;
}

/** The differences at their full width; whether they fill the file. */
function spreadDifferences(): bool {
  let at = bins + splits;
  const end = differences + 4 * CLASS_COUNT * (trees + splits);
  for (let target = differences; target < end; target += 4) {
    if (at >= fileEnd) return false;
    let folded: u32 = load<u8>(at++);
    if (folded === WIDE) {
      folded = load<u32>(at);
      at += 4;
    }
    store<i32>(target, (folded >>> 1) ^ -(folded & 1));
  }
  return at === fileEnd;
}

/** A root's weights differ from the root's before. */
function fillRoots(): void {
  for (let code: u32 = 0; code < CLASS_COUNT; code++) {
    let weight: i32 = 0;
    for (let tree: u32 = 0; tree < trees; tree++) {
      weight += difference(code, tree);
      store<i32>(totals + ((tree * CLASS_COUNT + code) << 2), weight);
    }
  }
}

/**
 * Weights of the children of `node`, the split-th that splits: its own stand already. Of `before`
 * rows in QUANTILE_ROWS its cut sends so many to the left if the edges are quantiles.
 */
function fillChildren(node: u32, split: u32, before: f64): bool {
  const parent = totals + ((node * CLASS_COUNT) << 2);
  const child = totals + (((trees + 2 * split) * CLASS_COUNT) << 2);
  let all = QUANTILE_ROWS;
  for (let code: u32 = 0; code < CLASS_COUNT; code++) {
    const whole = load<u32>(parent + (code << 2));
    const predicted = Math.round((<f64>whole * before) / all);
    const part = <i32>predicted + difference(code, trees + split);
    if (part < 0 || <u32>part > whole) return false;
    store<u32>(child + (code << 2), part);
    store<u32>(child + ((CLASS_COUNT + code) << 2), whole - part);
    before += <f64>part;
    all += <f64>whole;
  }
  return true;
}

@inline
function difference(code: u32, index: u32): i32 {
  return load<i32>(differences + ((code * (trees + splits) + index) << 2));
}
