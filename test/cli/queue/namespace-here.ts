/**
 * A network namespace for a test: a machine of its own behind a link that can be cut and made slow.
 * It needs Linux, root and `ip`; containers often forbid it.
 */

import { spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

export type NamespaceHere = {
  /** The address of this machine as the namespace sees it. */
  readonly host: string;
  /** Starts a program in the namespace: words to put before it. */
  readonly through: readonly [program: string, ...words: string[]];
  readonly link: (state: 'up' | 'down') => void;
  /** Makes the link slow. @returns false if this machine's `tc` cannot */
  readonly slow: () => boolean;
};

/** Why there can be no namespaces here; undefined if there can. */
export function namespaceRefusal(): string | undefined {
  if (process.platform !== 'linux') return 'not on Linux';
  const name = `wfprobe${process.pid}`;
  const { status, error, stderr } = run('ip', 'netns', 'add', name);
  if (status !== 0) return `ip netns: ${error?.message ?? stderr.trim()}`;
  run('ip', 'netns', 'delete', name);
  return undefined;
}

/** Makes one for the running test. */
export function namespaceHere(): NamespaceHere {
  const id = process.pid;
  const [name, near, far] = [`wf${id}`, `wfn${id}`, `wff${id}`];
  // A range that is kept for tests of network devices (RFC 2544).
  const net = `198.18.${id % 256}`;
  const host = `${net}.1`;
  onTestFinished(() => {
    run('ip', 'link', 'delete', near);
    run('ip', 'netns', 'delete', name);
  });
  surely('ip', 'netns', 'add', name);
  surely('ip', 'link', 'add', near, 'type', 'veth', 'peer', 'name', far);
  surely('ip', 'link', 'set', far, 'netns', name);
  surely('ip', 'address', 'add', `${host}/30`, 'dev', near);
  surely('ip', 'link', 'set', near, 'up');
  surely('ip', '-n', name, 'address', 'add', `${net}.2/30`, 'dev', far);
  surely('ip', '-n', name, 'link', 'set', far, 'up');
  return {
    host,
    through: ['ip', 'netns', 'exec', name],
    link: (state) => surely('ip', 'link', 'set', near, state),
    slow: () => {
      const words = [
        'qdisc',
        'add',
        'dev',
        near,
        'root',
        'netem',
        'delay',
        '40ms',
        'rate',
        '4mbit',
      ];
      return run('tc', ...words).status === 0;
    },
  };
}

function run(program: string, ...words: readonly string[]) {
  return spawnSync(program, words, { encoding: 'utf8' });
}

function surely(program: string, ...words: readonly string[]): void {
  const { status, stderr } = run(program, ...words);
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
}
