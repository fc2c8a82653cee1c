/**
 * The model decoder: fills in a forest's nodes from the last part of a model file. The comment at
 * the top of ../model-codec.ts describes the file. The live function starts cold every day and
 * decodes its model once. JavaScript would run this loop to its end before the engine had compiled
 * it; WebAssembly is compiled before it starts.
 *
 * All memory is laid out by `configure`, in the order of this table (numbers are 4 bytes unless the
 * table says otherwise; a root's or a split's index counts in the order of the nodes):
 *
 * | name | holds | bytes | written by | valid |
 * | --- | --- | --- | --- | --- |
 * | `parameters` | the parameter block, see decoder-layout.ts | 16 | host | from the start |
 * | `edgeCounts` | number of edges of each column | 4 a column | host | before `rebuild` |
 * | `nodeColumns` | column of each node, LEAF in a leaf (u8) | nodes | host | before `rebuild` |
 * | `splitBins` | bin of each split (u8) | splits | host | before `rebuild` |
 * | (behind it) | differences as the file packs them, up to `fileEnd` | rest of the file | host | before `rebuild` |
 * | `totals` | weight of each node in each class | 12 a node | `rebuild` | after it |
 * | `left` | left child of each node, 0 in a leaf | 4 a node | `rebuild` | after it |
 * | `nodeBins` | bin of each node, 0 in a leaf (u8) | nodes | `rebuild` | after it |
 * | `differences` | unpacked differences (i32), class after class, roots before splits | 12 a root and split | `rebuild` | during it |
 */

import {
  COLUMN_COUNT,
  FILE_BYTES,
  NODE_COUNT,
  PARAMETER_BYTES,
  TREE_COUNT,
} from './decoder-layout';

const CLASS_COUNT: u32 = 3;
const LEAF: u8 = 255;
/** First byte of a difference that does not fit one byte: the next four bytes hold it. */
const WIDE: u32 = 255;
/**
 * A prediction of how many rows go to the left starts from this many rows, divided as the edges'
 * quantiles say; the rows of the classes that were decoded before are added to them.
 */
const QUANTILE_ROWS: f64 = 16;

const parameters = memory.data(PARAMETER_BYTES, 4);

// Sizes. Written by `configure`.
let trees: u32 = 0;
let nodes: u32 = 0;
let splits: u32 = 0;

// Addresses: see the table above. Written by `configure`.
let edgeCounts: usize = 0;
let nodeColumns: usize = 0;
let splitBins: usize = 0;
let fileEnd: usize = 0;
let totals: usize = 0;
let left: usize = 0;
let nodeBins: usize = 0;
let differences: usize = 0;

/** Where the host writes the parameter block. */
export function parametersAddress(): usize {
  return parameters;
}

/** Lays out the memory for the sizes in the parameter block. Call it once. */
export function configure(): void {
  trees = load<u32>(parameters, TREE_COUNT);
  nodes = load<u32>(parameters, NODE_COUNT);
  splits = (nodes - trees) >>> 1;
  edgeCounts = aligned(__heap_base);
  nodeColumns = edgeCounts + 4 * load<u32>(parameters, COLUMN_COUNT);
  splitBins = nodeColumns + nodes;
  fileEnd = nodeColumns + load<u32>(parameters, FILE_BYTES);
  totals = aligned(fileEnd);
  left = totals + 4 * CLASS_COUNT * nodes;
  nodeBins = left + 4 * nodes;
  differences = aligned(nodeBins + nodes);
  const end = differences + 4 * CLASS_COUNT * (trees + splits);
  const pages = <i32>((end + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/** Where the host writes the columns' edge counts and, right behind them, the file's last part. */
export function inputAddress(): usize {
  return edgeCounts;
}

/** Where `rebuild` writes the totals, left children and bins of the nodes, one after the other. */
export function outputAddress(): usize {
  return totals;
}

/** Writes the nodes. Returns false if the file's bytes cannot be those of a forest. */
export function rebuild(): bool {
  if (!unpackDifferences()) return false;
  fillRoots();
  let split: u32 = 0;
  for (let node: u32 = 0; node < nodes; node++) {
    const column = load<u8>(nodeColumns + node);
    if (column === LEAF) continue;
    const edgeCount = edgeCounts + (<usize>column << 2);
    if (split === splits || edgeCount >= nodeColumns) return false;
    const cut = load<u8>(splitBins + split);
    const edges = load<u32>(edgeCount);
    if (cut >= edges) return false;
    store<u8>(nodeBins + node, cut);
    store<u32>(left + (<usize>node << 2), trees + 2 * split);
    const before = (QUANTILE_ROWS * <f64>(<u32>cut + 1)) / <f64>(edges + 1);
    if (!fillChildren(node, split, before)) return false;
    split++;
  }
  return split === splits;
}

/** `address`, rounded up to a multiple of 4. */
@inline
function aligned(address: usize): usize {
  return (address + 3) & ~3;
}

/** Unpacks the differences. Returns false if they do not end where the file ends. */
function unpackDifferences(): bool {
  let at = splitBins + splits;
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

/** Fills in the roots' weights: the file holds each as its difference from the root before. */
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
 * Fills in the weights of both children of `node`, whose own weights are known and which is split
 * number `split`. Returns false if a child's weight is impossible.
 * @param before how many of QUANTILE_ROWS rows the split sends to the left, if the edges are
 *   quantiles of the node's rows
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
