/** What is used of the global `WebAssembly`, which Node's own types leave out. */

type Global = {
  readonly validate: (code: Uint8Array) => boolean;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

declare const WebAssembly: Global;

/** A module as text, compiled when it is first used: its code then serves every instance. */
export type WasmModule<Exports> = {
  /** Whether this engine has what the module needs. */
  readonly supported: () => boolean;
  /** A new instance, with a memory of its own. */
  readonly start: () => Exports;
};

/** The module whose code `base64` is, and what it exports. */
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
