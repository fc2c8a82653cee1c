/**
 * Changes sources of the AWS SDK so that esbuild can leave out more of them. Their meaning stays.
 * - esbuild leaves out unused code, but it keeps objects with computed keys, because computing a
 * key may have a side effect. The schemas of S3 are full of such objects, although each key is a
 * constant of the same file.
 * - esbuild cannot know that the SDK's own hash functions are never used, since Node.js has them.
 * If a source does not look as expected, it stays unchanged: the bundle is then larger, but
 * correct.
 */

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/[^/]+\.js$/;
/** Files with a hash function for engines without Node's crypto module; each exports one. */
const HASH = /@(?:smithy|aws-sdk)\/.+\/((?:Sha1|Sha256|Md5)Js)\.js$/;
/** The clients import this file only for its version. */
const PACKAGE = /@aws-sdk\/client-[^/]+\/package\.json$/;

/** The esbuild plugin that makes these changes. */
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

/** Our tables of options that the function has. Their help texts are read by commands only. */
const OPTION_TABLES = /engine\/(?:live\/live-settings|forest\/forest-options)\.(ts|js)$/;

/** The esbuild plugin that leaves out help texts. */
export const trimHelp: Plugin = {
  name: 'trim-help',
  setup: (build) => {
    build.onLoad({ filter: OPTION_TABLES }, async ({ path }) => {
      const loader = path.endsWith('.ts') ? 'ts' : 'js';
      return { contents: withoutHelp(await readFile(path, 'utf8')), loader };
    });
  },
};

/** `source` with an empty text for each `doc` that is one text. */
export function withoutHelp(source: string): string {
  return source.replaceAll(/\bdoc:\s*(?:'[^'\\\n]*'|"[^"\\\n]*")(?=,?\s*(?:\n|\}))/g, "doc: ''");
}

/** An esbuild plugin that replaces each import that matches by a file, named without its suffix. */
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

/** `source` with `{ [_name]: … }` as `{ "text": … }` if it defines `const _name = "text";`. */
export function withPlainKeys(source: string): string {
  const found = source.matchAll(/^const (_\w*) = ("[^"\\]*");$/gm);
  const constants = new Map(Array.from(found, ([, name, text]) => [name, text]));
  return source.replaceAll(/\[(_\w*)\]:/g, (key, name: string) => {
    const text = constants.get(name);
    return text === undefined ? key : `${text}:`;
  });
}
