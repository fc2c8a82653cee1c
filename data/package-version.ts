/** Where this package lies and which version it is. */

import { existsSync, readFileSync } from 'node:fs';
import { assert } from '../engine/core/errors.ts';

/** The folder of the nearest package.json above; compiled files in dist/ find the same. */
export function packageFolder(): URL {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) {
    const above = new URL('../', folder);
    assert(above.href !== folder.href, 'package.json lies above this file');
    folder = above;
  }
  return folder;
}

/** This package's version, such as `0.3.0`. */
export function packageVersion(): string {
  return manifest().version;
}

/** The versions of the optional package `name` that go with this one, such as `^0.28.2`. */
export function peerRange(name: string): string {
  const range = manifest().peerDependencies[name];
  assert(range !== undefined, `${name} is a peer`);
  return range;
}

type Manifest = {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

function manifest(): Manifest {
  const text = readFileSync(new URL('package.json', packageFolder()), 'utf8');
  return JSON.parse(text) as Manifest;
}
