/**
 * The public sources of data as a command reads them: with Ctrl-C, and for tests at a stand-in that
 * the environment names. Must not know: which source is asked for what.
 */

import { loopbackOf, type Web } from '../../engine/sources/web.ts';
import type { CommandContext } from './command.ts';
import { stoppableHttp } from './machine-http.ts';

/** The environment variable with the address of a stand-in for all sources, for tests. */
const LOOPBACK_VARIABLE = 'SOURCES_LOOPBACK_URL';

/** Notes it if the environment names a stand-in. @throws InputError if it is on another machine */
export function noteStandIn(context: Pick<CommandContext, 'env' | 'note'>): void {
  const loopbackUrl = loopbackOf(context.env, LOOPBACK_VARIABLE);
  if (loopbackUrl === undefined) return;
  context.note(`a stand-in at ${loopbackUrl} (${LOOPBACK_VARIABLE}) is used, not the sources`);
}

/** What public data are read with. Each address that is asked for is added to `addresses`. */
export function publicWeb(
  context: Pick<CommandContext, 'env' | 'now' | 'signal'>,
  addresses: string[],
): Web {
  return {
    http: stoppableHttp(context),
    signal: context.signal,
    loopbackUrl: loopbackOf(context.env, LOOPBACK_VARIABLE),
    onAsk: (url) => addresses.push(url),
  };
}
