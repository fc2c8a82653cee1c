/**
 * Runs a call of a tool in a process of its own, so that the server answers while the tool computes
 * and a call can be ended at any moment. Must not know: the protocol of agents.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { removePartials } from '../../data/write-file.ts';
import { Cancelled, InputError, OutsideError } from '../../engine/core/errors.ts';
import { STOP, type ToolAnswer, type ToolMessage, type ToolRequest } from './tool-messages.ts';

/** A tool that is told to stop has this time to stop by itself; then its process is killed. */
const STOP_WITHIN_MS = 700;

/** Who waits for the answer. */
export type ToolCaller = {
  readonly signal: AbortSignal;
  readonly onProgress: (at: number, text: string) => void;
};

/**
 * The answer of the tool.
 * @throws InputError with the line that a user would read if the tool gives no answer, Cancelled if
 *   the caller's signal aborts, OutsideError if the process ends by itself
 */
export async function startTool(
  request: ToolRequest,
  { signal, onProgress }: ToolCaller,
): Promise<ToolAnswer> {
  if (signal.aborted) throw new Cancelled();
  // Nothing but the protocol may reach stdout, so the process has none.
  const child = fork(processFile(import.meta.url), {
    cwd: request.folder,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // A process that could not start has an error for itself and one for the request to it.
  let failure: Error | undefined;
  const ended = new Promise<readonly [number | null, string | null]>((resolve) => {
    child.on('error', (error) => {
      failure ??= error;
      if (child.pid === undefined) resolve([null, null]);
    });
    child.once('exit', (code, killedBy) => resolve([code, killedBy]));
  });
  let folders: readonly string[] = [];
  let last: ToolMessage | undefined;
  child.on('message', (message: ToolMessage) => {
    if (message.kind === 'folders') folders = message.paths;
    else if (message.kind === 'progress') onProgress(message.at, message.text);
    else last = message;
  });
  const stop = (): void => stopChild(child);
  signal.addEventListener('abort', stop, { once: true });
  child.send(request);
  try {
    const [code, killedBy] = await ended;
    if (killedBy !== null) await removeHalfWritten(folders, child.pid!);
    if (signal.aborted) throw new Cancelled();
    if (last?.kind === 'answer') return last.answer;
    if (last?.kind === 'failure') throw new InputError(last.text);
    const reason = failure?.message ?? killedBy ?? `exit code ${code}`;
    throw new OutsideError(`the process of the tool ended: ${reason}`, { cause: failure });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function stopChild(child: ChildProcess): void {
  if (child.connected) child.send(STOP, () => {});
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  child.once('exit', () => clearTimeout(kill));
}

/** Files are written beside their places first; a killed process leaves such a file there. */
async function removeHalfWritten(folders: readonly string[], pid: number): Promise<void> {
  await Promise.all(folders.map((folder) => removePartials(folder, pid)));
}

/** The compiled process file, also if this file itself runs as source (tests). */
function processFile(here: string): string {
  const file = here.endsWith('.ts') ? '../../dist/cli/mcp/tool-process.js' : './tool-process.js';
  return fileURLToPath(new URL(file, here));
}
