/**
 * The two builds of the walk-forward kernel: the narrow one counts rows in 16 bits, the wide one in
 * 32 bits (assembly/lanes.ts and assembly/wide-lanes.ts). Their votes are equal. The narrow one is
 * faster and needs half the memory, so it is used wherever its counts are large enough.
 */

import { WALK_FORWARD_KERNEL_CODE } from './walk-forward-kernel-code.ts';
import { wasmModule, type WasmModule } from './web-assembly.ts';
import { WIDE_KERNEL_CODE } from './wide-kernel-code.ts';

/** What assembly/run-tree.ts exports; addresses are in bytes. */
export type WalkForwardKernel = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly parametersAddress: () => number;
  readonly configure: () => void;
  readonly labelsAddress: () => number;
  readonly codesAddress: (slot: number) => number;
  readonly binCountsAddress: () => number;
  readonly subsetAddress: (index: number) => number;
  readonly foldsAddress: () => number;
  readonly nodesAddress: () => number;
  readonly votesAddress: (subset: number) => number;
  readonly clearVotes: () => void;
  readonly runTree: (bootstrapSeed: number, drawSeed: number, foldCount: number) => void;
  readonly growWholeTree: (bootstrapSeed: number, drawSeed: number) => void;
};

/** A build of the kernel. */
export type KernelBuild = {
  readonly module: WasmModule<WalkForwardKernel>;
  /** Most training rows. */
  readonly maxRows: number;
  /** Size of a count in bytes. */
  readonly laneBytes: 2 | 4;
};

/**
 * 16-bit counts are signed in the search, so a tree's weights may add up to 32,767. The sum is
 * Poisson with the number of rows as its mean; from this many rows eight standard deviations are
 * left.
 */
const MAX_NARROW_ROWS = 31_350;

/**
 * 32-bit counts and their float32 images are exact up to 16 million, but the kernel is compared
 * with the scratch forest, and its memory is measured, up to this many rows.
 */
export const MAX_KERNEL_ROWS = 250_000;

/** The build with 16-bit counts. */
export const NARROW_KERNEL: KernelBuild = {
  module: wasmModule<WalkForwardKernel>(WALK_FORWARD_KERNEL_CODE),
  maxRows: MAX_NARROW_ROWS,
  laneBytes: 2,
};

/** The build with 32-bit counts. */
export const WIDE_KERNEL: KernelBuild = {
  module: wasmModule<WalkForwardKernel>(WIDE_KERNEL_CODE),
  maxRows: MAX_KERNEL_ROWS,
  laneBytes: 4,
};

/** The build for `rows` training rows; undefined if there are more than MAX_KERNEL_ROWS. */
export function kernelBuildFor(rows: number): KernelBuild | undefined {
  return [NARROW_KERNEL, WIDE_KERNEL].find(({ maxRows }) => rows <= maxRows);
}

/** Whether this JavaScript engine has what the kernel needs: WebAssembly with SIMD. */
export function kernelSupported(): boolean {
  return NARROW_KERNEL.module.supported() && WIDE_KERNEL.module.supported();
}
