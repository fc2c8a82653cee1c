/**
 * The process of one call of a tool. The server starts it with a channel for messages, and its
 * working folder is the agent's. It ends with its answer, when it is told to stop, or when the
 * server is gone.
 */

import type { Clock } from '../../engine/core/phase-timer.ts';
import { toError } from '../../engine/core/errors.ts';
import { COMMANDS } from '../commands.ts';
import { processWorld } from '../framework/process-world.ts';
import { progressText, type Progress } from '../framework/progress.ts';
import { EXIT_CANCELLED, EXIT_DONE, reportFailure } from '../framework/run-command.ts';
import { runTool } from './run-tool.ts';
import { STOP, type ToolMessage, type ToolRequest } from './tool-messages.ts';

/** An agent reads a line now and then; more messages would only cost time. */
const REPORT_EVERY_MS = 250;

const cancel = new AbortController();

process.on('disconnect', () => process.exit(EXIT_CANCELLED));
process.on('message', (message) => {
  if (message === STOP) cancel.abort();
  else void answer(message as ToolRequest);
});

async function answer(request: ToolRequest): Promise<void> {
  const notes: string[] = [];
  try {
    const { stdout: _out, stderr: _err, ...outside } = processWorld(cancel.signal, undefined);
    const progress = progressTo(say, outside.clock, notes);
    const onFolders = (paths: readonly string[]): void => say({ kind: 'folders', paths });
    const world = { commands: COMMANDS, outside, progress, notes, onFolders };
    end({ kind: 'answer', answer: await runTool(request, world) });
  } catch (error) {
    end({ kind: 'failure', text: failureText(request.tool, toError(error)) });
  }
}

/** The line that a user would read. */
function failureText(name: string, error: Error): string {
  let line = '';
  const stderr = { write: (text: string) => (line += text) };
  reportFailure(name, error, { stderr, signal: cancel.signal, env: process.env });
  return line.trimEnd();
}

/** Sends the last message, and ends the process when it is sent. */
function end(message: ToolMessage): void {
  process.send?.(message, () => process.exit(EXIT_DONE));
}

function say(message: ToolMessage): void {
  process.send?.(message);
}

function progressTo(send: (message: ToolMessage) => void, clock: Clock, notes: string[]): Progress {
  let started = 0;
  return {
    note: (line) => notes.push(line),
    hold: (line) => notes.push(line),
    drop: () => {},
    clear: () => {},
    // A phase is shown to a person; an agent is told the progress.
    phase: () => () => {},
    start: (label, unit) => {
      const before = started++;
      const startMs = clock();
      let lastMs = Number.NEGATIVE_INFINITY;
      return (done, total) => {
        const nowMs = clock();
        if (nowMs - lastMs < REPORT_EVERY_MS || total <= 0) return;
        lastMs = nowMs;
        const text = progressText({ label, unit, done, total, elapsedMs: nowMs - startMs });
        send({ kind: 'progress', at: before + Math.min(1, done / total), text });
      };
    },
  };
}
