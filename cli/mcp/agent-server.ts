/**
 * The server of the Model Context Protocol on stdin and stdout: which tools there are, one call,
 * and the files that calls have written. What a tool does is not decided here.
 */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Cancelled, InputError, OutsideError, toError } from '../../engine/core/errors.ts';
import type { CommandContext, CommandRegistry } from '../framework/command.ts';
import { loadOptional } from '../../data/optional-package.ts';
import { agentTool, inputSchema, TOOL_NAMES } from './agent-tools.ts';
import { pathInside } from './folder-guard.ts';
import {
  callResult,
  failureResult,
  fileResource,
  mediaType,
  OUTPUT_SCHEMA,
} from './tool-answer.ts';
import type { ToolFile } from './tool-messages.ts';
import { startTool } from './tool-runner.ts';
import { createTurns } from './turns.ts';

/** What the server needs. */
export type AgentServerPlan = {
  /** The real path of the folder whose files the agent may name. */
  readonly folder: string;
  /** How many tools run at the same time. */
  readonly atOnce: number;
  readonly commands: CommandRegistry;
};

/** A larger file is not sent; the agent has its path. */
const MOST_BYTES_READ = 4_000_000;

/** Serves until the client closes stdin or the context's signal aborts. No tool runs after that. */
export async function serveAgents(context: CommandContext, plan: AgentServerPlan): Promise<void> {
  const sdk = await loadSdk();
  const server = new sdk.McpServer(
    { name: 'walkforest', version: context.version },
    { capabilities: { tools: {}, resources: {} }, instructions: instructions(plan.folder) },
  );
  const written = new Map<string, ToolFile>();
  const ended = new AbortController();
  const running = new Set<Promise<unknown>>();
  answerTools(server, sdk, { ...plan, written, ended: ended.signal, running });
  answerResources(server, sdk, { folder: plan.folder, written });
  const closed = new Promise<void>((done) => {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it has no addEventListener
    server.server.onclose = done;
  });
  const close = (): void => void server.close();
  process.stdin.once('end', close);
  context.signal.addEventListener('abort', close, { once: true });
  await server.connect(new sdk.StdioServerTransport());
  context.note(`serving tools over stdio; files inside ${plan.folder}`);
  await closed;
  ended.abort();
  await Promise.allSettled(running);
  process.stdin.removeListener('end', close);
  if (context.signal.aborted) throw new Cancelled();
}

type Sdk = Awaited<ReturnType<typeof loadSdk>>;

/** The official SDK. @throws InputError that says how to install it */
async function loadSdk() {
  return await loadOptional(
    '@modelcontextprotocol/sdk',
    'the MCP SDK speaks to agents',
    async () => {
      const { McpServer } = await import('@modelcontextprotocol/sdk/server/mcp.js');
      const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
      return {
        McpServer,
        StdioServerTransport,
        ...(await import('@modelcontextprotocol/sdk/types.js')),
      };
    },
  );
}

function instructions(folder: string): string {
  return [
    `Walk-forward tests of trading signals on the files of ${folder}; no tool trades.`,
    'Start with data_check on a file of bars, then backtest or select. Every variant that is',
    'scored goes into a ledger that nothing switches off, and each answer says how many trials',
    'these bars have seen: the best of many trials is no forecast. Report the verdict of a result',
    'together with that number. Whole results are saved in the folder results; report draws one',
    'as a page.',
  ].join(' ');
}

type Calls = AgentServerPlan & {
  /** Files that calls have written, by their addresses. */
  readonly written: Map<string, ToolFile>;
  /** Aborts if nobody is there to read answers. */
  readonly ended: AbortSignal;
  readonly running: Set<Promise<unknown>>;
};

function answerTools(server: McpServer, sdk: Sdk, calls: Calls): void {
  const turns = createTurns(calls.atOnce);
  server.server.setRequestHandler(sdk.ListToolsRequestSchema, async () => ({
    tools: await Promise.all(TOOL_NAMES.map((name) => describeTool(name, calls.commands))),
  }));
  server.server.setRequestHandler(sdk.CallToolRequestSchema, async ({ params }, extra) => {
    const { name: tool, arguments: values = {}, _meta: meta } = params;
    if (!TOOL_NAMES.includes(tool)) {
      const known = TOOL_NAMES.join(', ');
      throw new sdk.McpError(sdk.ErrorCode.InvalidParams, `no tool "${tool}": expected ${known}`);
    }
    const signal = AbortSignal.any([extra.signal, calls.ended]);
    const progressToken = meta?.progressToken;
    let last = -1;
    const onProgress = (progress: number, message: string): void => {
      // The protocol asks for larger numbers each time.
      if (progressToken === undefined || progress <= last || signal.aborted) return;
      last = progress;
      const params = { progressToken, progress, message };
      void extra.sendNotification({ method: 'notifications/progress', params }).catch(() => {});
    };
    const work = call(calls, { tool, values }, { signal, onProgress, turns });
    calls.running.add(work);
    return await work.finally(() => calls.running.delete(work));
  });
}

async function describeTool(name: string, commands: CommandRegistry) {
  const tool = (await agentTool(name, commands))!;
  return {
    name,
    description: tool.description,
    inputSchema: inputSchema(tool),
    outputSchema: OUTPUT_SCHEMA,
    // Files are added and never replaced, unless a tool of this server wrote them.
    annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  };
}

/** One call, which never throws, because the protocol has a form for failures. */
async function call(
  { folder, written }: Calls,
  request: { readonly tool: string; readonly values: Readonly<Record<string, unknown>> },
  caller: {
    readonly signal: AbortSignal;
    readonly onProgress: (at: number, text: string) => void;
    readonly turns: ReturnType<typeof createTurns>;
  },
) {
  const { signal, onProgress, turns } = caller;
  let giveBack = (): void => {};
  try {
    giveBack = await turns.take(signal, () => onProgress(0, 'waits for another tool to end'));
    const replaceable = Array.from(written.values(), ({ path }) => resolve(folder, path));
    const answer = await startTool({ ...request, folder, replaceable }, { signal, onProgress });
    for (const file of answer.files) written.set(fileResource(folder, file).uri, file);
    return callResult(answer, folder);
  } catch (error) {
    const known = [InputError, OutsideError, Cancelled].some((kind) => error instanceof kind);
    return failureResult(`${known ? '' : 'failed: '}${toError(error).message}`);
  } finally {
    giveBack();
  }
}

function answerResources(
  server: McpServer,
  sdk: Sdk,
  { folder, written }: Pick<Calls, 'folder' | 'written'>,
): void {
  server.server.setRequestHandler(sdk.ListResourcesRequestSchema, () => ({
    resources: Array.from(written.values(), (file) => fileResource(folder, file)),
  }));
  server.server.setRequestHandler(sdk.ReadResourceRequestSchema, async ({ params: { uri } }) => {
    const refuse = (reason: string) => new sdk.McpError(sdk.ErrorCode.InvalidParams, reason);
    const file = written.get(uri);
    if (file === undefined) throw refuse(`${uri}: expected a file that a tool has written`);
    if (file.bytes > MOST_BYTES_READ) throw refuse(`${file.path}: ${file.bytes} bytes: open it`);
    const bytes = await readFile(await pathInside(folder, file.path, uri));
    const mimeType = mediaType(file.path);
    const content = mimeType.startsWith('application/octet')
      ? { blob: bytes.toString('base64') }
      : { text: bytes.toString('utf8') };
    return { contents: [{ uri, mimeType, ...content }] };
  });
}
