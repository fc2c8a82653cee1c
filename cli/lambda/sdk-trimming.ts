/**
 * Makes the AWS SDK's sources easier to leave out, without a change of meaning. esbuild drops what
 * is not used, but not an object with a computed key, which it must take for a side effect; the
 * schemas of S3's hundred operations are full of them, each key a constant of the same file. Nor
 * can it know that Node.js has its hashes built in, so that the SDK's own are never made.
 * What is not found stays as it is: then the bundle is larger, never wrong.
 */

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/[^/]+\.js$/;
/** Hashes for engines without Node's crypto module, of which each file exports one. */
const HASH = /@(?:smithy|aws-sdk)\/.+\/((?:Sha1|Sha256|Md5)Js)\.js$/;
/** Clients import it for their version alone. */
const PACKAGE = /@aws-sdk\/client-[^/]+\/package\.json$/;

/** The esbuild plugin that does it. */
export const trimSdk: Plugin = {
  name: 'trim-sdk',
  setup: (build) => {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => {
      return { contents: withPlainKeys(await readFile(path, 'utf8')), loader: 'js' };
    });
    build.onLoad({ filter: HASH }, ({ path }) => {
      const name = HASH.exec(path)![1]!;
      const refusal = `throw new Error('expected the crypto module of Node.js')`;
      const contents = `export class ${name} { constructor() { ${refusal}; } }`;
      return { contents, loader: 'js' };
    });
    build.onLoad({ filter: PACKAGE }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** The esbuild plugin by which an import that matches gets a file of ours, named without suffix. */
export function standIns(files: readonly (readonly [imported: RegExp, file: string])[]): Plugin {
  return {
    name: 'stand-ins',
    setup: (build) => {
      for (const [filter, file] of files) {
        build.onResolve({ filter }, ({ resolveDir, kind }) => {
          return build.resolve(file, { resolveDir, kind });
        });
      }
    },
  };
}

/** `source` with `{ [_name]: … }` as `{ "text": … }` wherever it says `const _name = "text";`. */
export function withPlainKeys(source: string): string {
  const found = source.matchAll(/^const (_\w*) = ("[^"\\]*");$/gm);
  const constants = new Map(Array.from(found, ([, name, text]) => [name, text]));
  return source.replaceAll(/\[(_\w*)\]:/g, (key, name: string) => {
    const text = constants.get(name);
    return text === undefined ? key : `${text}:`;
  });
}
