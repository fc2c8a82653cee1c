/**
 * Names that mean another place than the path that they are: an address, a home folder that no
 * shell has put in. As a path they would be files of the folder at hand, which nobody wants.
 */

/** What to say of such a name; undefined for any other. */
export function otherPlaceHint(path: string): string | undefined {
  if (isAddress(path)) return 'expected a file on this machine, got an address';
  if (path !== '~' && !path.startsWith('~/')) return undefined;
  return `the shell did not expand ~, as after quotes or =: write "$HOME${path.slice(1)}"`;
}

/** True for `https://…`, `s3://…` and the like. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}
