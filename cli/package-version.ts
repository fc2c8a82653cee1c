/** The version in package.json, from a source file in cli/ or its compiled twin in dist/cli/. */

import { existsSync, readFileSync } from 'node:fs';
import { assert } from '../engine/core/errors.ts';

/** This package's version, `0.1.0`. */
export function packageVersion(): string {
  const places = ['../package.json', '../../package.json'].map((p) => new URL(p, import.meta.url));
  const found = places.find((url) => existsSync(url));
  assert(found !== undefined, 'package.json lies above cli/');
  const { version } = JSON.parse(readFileSync(found, 'utf8')) as { readonly version: string };
  return version;
}
