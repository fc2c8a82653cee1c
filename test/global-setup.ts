/** Before any test: dist/ is compiled from the sources as they are, for workers and processes. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Called by vitest once, whatever is tested. @throws where the sources do not compile */
export function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}
