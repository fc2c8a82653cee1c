/**
 * The manifest of a fetched file, `FILE.manifest.json` beside it: where the data came from, when,
 * and what came.
 */

/** The ending of a manifest's name, after the whole name of its file. */
const MANIFEST_ENDING = '.manifest.json';

/** What a manifest tells; times are ISO, in UTC. */
export type Manifest = {
  /** The file's name without its folder. */
  readonly file: string;
  readonly source: string;
  /** All addresses that were asked for, in this order. */
  readonly addresses: readonly string[];
  readonly fetchedAt: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  /** Opens of the first and the last closed bar, or times of the first and the last value. */
  readonly first: string;
  readonly last: string;
  /** Rows that were not in the file before. */
  readonly added: number;
  /** The file that the rows were added to, as it was before; null if there was none. */
  readonly before: { readonly sha256: string; readonly rows: number } | null;
  /** What the source says differently about old rows, and whether the file now says so, too. */
  readonly revisions: readonly Revised[];
  readonly revisionsTaken: boolean;
  /** Bars that the source sent and that cannot be. */
  readonly leftOut: readonly { readonly time: string; readonly problem: string }[];
};

/** A revision in a manifest. */
export type Revised = {
  readonly time: string;
  readonly kind: string;
  readonly field?: string;
  readonly known?: number;
  readonly latest?: number;
};

/** The path of the manifest of the file `path`. */
export function manifestPath(path: string): string {
  return `${path}${MANIFEST_ENDING}`;
}

/** The bytes of a manifest. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
