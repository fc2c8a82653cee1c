/** An agent: the official client, which starts the compiled program and talks to it over pipes. */

import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult, Progress } from '@modelcontextprotocol/sdk/types.js';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

/** The client gives up after a minute by itself, which is short on a busy machine. */
const REQUEST_TIMEOUT_MS = 300_000;

/** What an answer holds. */
type Answer = {
  readonly text: string;
  readonly failed: boolean;
  readonly links: readonly string[];
  readonly structured: Readonly<Record<string, unknown>>;
};

export type Agent = {
  readonly client: Client;
  readonly call: (
    tool: string,
    values?: Readonly<Record<string, unknown>>,
    options?: { readonly signal?: AbortSignal; readonly onprogress?: (progress: Progress) => void },
  ) => Promise<Answer>;
};

/** An agent whose server serves `folder`; ledger and cache are in `caches`. */
export async function agentHere(
  folder: string,
  caches: string,
  words: readonly string[] = [],
): Promise<Agent> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [MAIN, 'mcp', '--folder', folder, ...words],
    env: agentEnvironment(caches),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return {
    client,
    call: async (name, values = {}, options = {}) => {
      const params = { name, arguments: { ...values } };
      const result = (await client.callTool(params, undefined, {
        timeout: REQUEST_TIMEOUT_MS,
        ...options,
      })) as CallToolResult;
      return {
        text: result.content.flatMap((item) => (item.type === 'text' ? [item.text] : [])).join(),
        failed: result.isError === true,
        links: result.content.flatMap((item) => (item.type === 'resource_link' ? [item.uri] : [])),
        structured: result.structuredContent ?? {},
      };
    },
  };
}

/** The environment of the server, and of a command that is to know the same ledger. */
export function agentEnvironment(caches: string): Record<string, string> {
  return { XDG_CACHE_HOME: caches, WALKFOREST_NOW: '2030-01-01T00:00:00Z' };
}
