/**
 * Runs one command, from its words to its exit code: 0 done, 1 failed, 2 bad input, 130 stopped by
 * Ctrl-C or SIGTERM. All output of a command is printed here.
 */

import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { CommandOptions } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import type { Interruptible } from './interruptible.ts';
import type { Output, Progress } from './progress.ts';
import type { Computed } from './result-document.ts';
import { measureFile } from '../../data/write-file.ts';
import { Cancelled, InputError, OutsideError, toError } from '../../engine/core/errors.ts';
import { withoutPasswords } from '../../engine/queue/queue-url.ts';
import { phaseTimer } from '../../engine/core/phase-timer.ts';
import { readArguments } from './arguments.ts';
import { commandHelp } from './help.ts';
import { documentText } from './json-document.ts';
import { checkOutputs, createFileWriter } from './output-files.ts';
import { createProgress, shownTimer } from './progress.ts';
import { computeDocument } from './result-document.ts';
import { wrapText } from './wrap-text.ts';

/** The process around a command. */
export type World = {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Runs work that keeps the process busy, so that Ctrl-C breaks it off. */
  readonly interruptible: Interruptible;
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
      stdout.write(`${commandHelp(command, world)}\n`);
      return EXIT_DONE;
    }
    refuseJsonBesideProtocol(command, options);
    const finished = await finishCommand(command, options, { outside, progress });
    if (command.ownsStdout !== true) printResult(finished, options, stdout);
    finished.throwFailure();
    return exitCodeOf(finished);
  } catch (error) {
    // The message about bad input stands alone.
    if (error instanceof InputError && !world.signal.aborted) progress.drop();
    progress.clear();
    return reportFailure(command.name, toError(error), world);
  }
}

/** The part of a world that a command sees. */
export type Outside = Omit<World, 'stdout' | 'stderr'>;

/** A command that ran to its end: its result is computed and its files are written. */
export type Finished = Computed & {
  readonly context: CommandContext;
  /** Throws the first error of writing a file, if there was one. */
  readonly throwFailure: () => void;
};

/**
 * Checks the files that `command` is to write, runs it, and writes the files of its document.
 * @throws what the command throws, and Cancelled
 */
export async function finishCommand(
  command: Command,
  options: CommandOptions,
  { outside, progress }: { readonly outside: Outside; readonly progress: Progress },
): Promise<Finished> {
  await checkOutputs(command, options);
  const { interruptible, ...world } = outside;
  const timer = shownTimer(phaseTimer(outside.clock), progress);
  const files = createFileWriter(progress.note, outside.signal);
  const context: CommandContext = {
    ...world,
    timer,
    busy: (phase, work) => interruptible(() => timer.time(phase, work)),
    note: progress.note,
    noteData: progress.hold,
    progress: progress.start,
    writeFile: files.write,
    replaying: false,
  };
  const computed = await computeDocument(command, options, context);
  progress.clear();
  if (outside.signal.aborted) throw new Cancelled();
  await writeDocumentFiles(computed, context, interruptible);
  return { ...computed, context, throwFailure: files.throwFailure };
}

/** 0, or 1 if the answer of the command is no. */
export function exitCodeOf({ outcome }: Pick<Finished, 'outcome'>): number {
  return outcome.checkFailed === true ? EXIT_FAILED : EXIT_DONE;
}

function refuseJsonBesideProtocol({ name, ownsStdout }: Command, { json }: CommandOptions): void {
  if (ownsStdout !== true || !json) return;
  throw new InputError(`command line: --json: ${name} speaks a protocol on stdout: leave it out`);
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

/** Before anything is printed, because a reader of stdout may close the pipe. */
async function writeDocumentFiles(
  { outcome, document }: Computed,
  context: CommandContext,
  interruptible: Interruptible,
): Promise<void> {
  const { documentPath, documentView } = outcome;
  if (documentPath !== undefined) await context.writeFile(documentPath, documentText(document));
  if (documentView !== undefined) {
    const content = await interruptible(() => documentView.contentOf(document));
    await context.writeFile(documentView.path, content);
  }
}

function printResult(finished: Finished, options: CommandOptions, stdout: Output): void {
  if (options.json) {
    stdout.write(documentText(finished.document));
    return;
  }
  stdout.write(`${resultText(finished)}\n`);
  if (!options.timing) return;
  const { context } = finished;
  for (const [phase, milliseconds] of Object.entries(context.timer.report())) {
    context.note(`${phase}: ${(milliseconds / 1000).toFixed(3)} s`);
  }
}

/** What a reader is shown: the text, and before it that the bars are synthetic if they are. */
export function resultText({ outcome, context }: Pick<Finished, 'outcome' | 'context'>): string {
  const { data, text, verbatim } = outcome;
  const shown = verbatim === true ? text : wrapText(text, context.columns);
  if (data?.synthetic !== true) return shown;
  return `${data.name}, ${data.rows} bars: generated, not from a market\n${shown}`;
}
