/**
 * WebAssembly modules that are embedded as text, and how a host hands one its parameters. Declares
 * the few members of the global `WebAssembly` that are used, because Node's types leave it out.
 */

type Global = {
  readonly validate: (code: Uint8Array) => boolean;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

declare const WebAssembly: Global;

/** An embedded module. It is compiled at the first `start`; later instances share the code. */
export type WasmModule<Exports> = {
  /** Whether this JavaScript engine has everything that the module needs. */
  readonly supported: () => boolean;
  /** A new instance, which has its own memory. */
  readonly start: () => Exports;
};

/** The module with the binary `base64`, which exports `Exports`. */
export function wasmModule<Exports>(base64: string): WasmModule<Exports> {
  let compiled: object | undefined;
  const code = (): Uint8Array => Buffer.from(base64, 'base64');
  return {
    supported: () => typeof WebAssembly === 'object' && WebAssembly.validate(code()),
    start: () => {
      compiled ??= new WebAssembly.Module(code());
      return new WebAssembly.Instance(compiled).exports as Exports;
    },
  };
}

/** A module's memory, and where its parameter block lies in it. */
export type ParameterTarget = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly parametersAddress: () => number;
};

/** Writes a module's parameter block: for each field its offset in bytes and its value, a u32. */
export function writeParameters(
  target: ParameterTarget,
  bytes: number,
  fields: readonly (readonly [offset: number, value: number])[],
): void {
  const block = new DataView(target.memory.buffer, target.parametersAddress(), bytes);
  for (const [offset, value] of fields) block.setUint32(offset, value, true);
}
