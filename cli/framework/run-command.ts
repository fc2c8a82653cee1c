/**
 * Runs one command, from its words to its exit code: 0 done, 1 failed, 2 bad input, 130 stopped by
 * Ctrl-C. All output of a command is printed here.
 */

import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { CommandOptions } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import type { Output } from './progress.ts';
import type { Computed } from './result-document.ts';
import { measureFile } from '../../data/write-file.ts';
import { Cancelled, InputError, OutsideError, toError } from '../../engine/core/errors.ts';
import { withoutPasswords } from '../../engine/queue/queue-url.ts';
import { phaseTimer } from '../../engine/core/phase-timer.ts';
import { readArguments } from './arguments.ts';
import { commandHelp } from './help.ts';
import { documentText } from './json-document.ts';
import { checkOutputs, createFileWriter } from './output-files.ts';
import { createProgress } from './progress.ts';
import { computeDocument } from './result-document.ts';
import { wrapText } from './wrap-text.ts';

/** The process around a command. */
export type World = {
  readonly stdout: Output;
  readonly stderr: Output;
} & Pick<
  CommandContext,
  'signal' | 'clock' | 'now' | 'env' | 'cores' | 'columns' | 'call' | 'version'
>;

export const EXIT_DONE = 0;
const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;
export const EXIT_CANCELLED = 130;

/** Runs `command` with `words`, prints its result, and returns the exit code. It never throws. */
export async function runCommand(
  command: Command,
  words: readonly string[],
  world: World,
): Promise<number> {
  const { stdout: output, stderr: notes, ...outside } = world;
  const [stdout, stderr] = [plainUnlessTerminal(output), plainUnlessTerminal(notes)];
  const progress = createProgress(stderr, world.clock);
  try {
    const options = await readArguments(command, words, world.call);
    if (options === 'help') {
      stdout.write(`${commandHelp(command, world.call)}\n`);
      return EXIT_DONE;
    }
    await checkOutputs(command, options);
    const files = createFileWriter(progress.note, world.signal);
    const context: CommandContext = {
      ...outside,
      timer: phaseTimer(world.clock),
      note: progress.note,
      progress: progress.start,
      writeFile: files.write,
      replaying: false,
    };
    const computed = await computeDocument(command, options, context);
    progress.clear();
    if (world.signal.aborted) throw new Cancelled();
    await printResult(computed, options, { context, stdout });
    files.throwFailure();
    return computed.outcome.checkFailed === true ? EXIT_FAILED : EXIT_DONE;
  } catch (error) {
    progress.clear();
    return reportFailure(command.name, toError(error), world);
  }
}

/** `output` without colours where it is no terminal: a file has none, in a CI job either. */
function plainUnlessTerminal(output: Output): Output {
  if (output.isTTY === true) return output;
  return { write: (text) => output.write(stripVTControlCharacters(text)) };
}

/**
 * `context` for recomputing a result: files are measured but not written, and if `nowMs` is given,
 * the clock stands still at that time.
 */
export function replayContext(context: CommandContext, nowMs?: number): CommandContext {
  return {
    ...context,
    now: nowMs === undefined ? context.now : () => nowMs,
    writeFile: (path, content) => measureFile(path, content, context.signal),
    replaying: true,
  };
}

/** Prints in one line on stderr what went wrong, and returns the exit code. */
export function reportFailure(
  name: string,
  error: Error,
  world: Pick<World, 'stderr' | 'signal' | 'env'>,
): number {
  const colours = world.stderr.isTTY === true && world.env['NO_COLOR'] === undefined;
  const { red, yellow } = pc.createColors(colours);
  if (world.signal.aborted || error instanceof Cancelled) {
    world.stderr.write(`${yellow(`${name}:`)} stopped\n`);
    return EXIT_CANCELLED;
  }
  const line = withoutPasswords(error.message.replaceAll(/\s*\n\s*/g, ' '));
  const debug = world.env['WALKFOREST_DEBUG'] === '1';
  const known = error instanceof InputError || error instanceof OutsideError;
  const hint = known || debug ? '' : ' (WALKFOREST_DEBUG=1 shows where)';
  world.stderr.write(`${red(`${name}:`)} ${known ? '' : 'failed: '}${line}${hint}\n`);
  if (debug) world.stderr.write(`${withoutPasswords(error.stack ?? '')}\n`);
  return error instanceof InputError ? EXIT_BAD_INPUT : EXIT_FAILED;
}

/** Writes the files of the document first, because a reader of stdout may close the pipe. */
async function printResult(
  { outcome, document }: Computed,
  options: CommandOptions,
  { context, stdout }: { readonly context: CommandContext; readonly stdout: Output },
): Promise<void> {
  if (outcome.documentPath !== undefined) {
    await context.writeFile(outcome.documentPath, documentText(document));
  }
  const { documentView } = outcome;
  if (documentView !== undefined) {
    await context.writeFile(documentView.path, documentView.contentOf(document));
  }
  if (options.json) {
    stdout.write(documentText(document));
    return;
  }
  const { data, text } = outcome;
  if (data?.synthetic === true) {
    stdout.write(`${data.name}, ${data.rows} bars: generated, not from a market\n`);
  }
  stdout.write(`${wrapText(text, context.columns)}\n`);
  if (!options.timing) return;
  for (const [phase, milliseconds] of Object.entries(context.timer.report())) {
    context.note(`${phase}: ${(milliseconds / 1000).toFixed(3)} s`);
  }
}
