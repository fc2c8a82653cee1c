/**
 * One call of a tool, from what the agent gave to the answer. The work is that of the command; what
 * is added is that every path lies inside the folder, that no foreign file is replaced, and that
 * the answer counts the trials of these bars. The process's working folder is the agent's folder.
 */

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { kindOfPath } from '../../data/writable-path.ts';
import { InputError } from '../../engine/core/errors.ts';
import { flagOf, resolveOptions } from '../../engine/core/options.ts';
import { completeOptions, type CommandOptions } from '../framework/arguments.ts';
import { readJsonFile } from '../framework/json-file.ts';
import { COMMON_OPTIONS, type CommandContext, type CommandRegistry } from '../framework/command.ts';
import { documentText, type JsonObject, type JsonValue } from '../framework/json-document.ts';
import { pathsIn } from '../framework/option-paths.ts';
import type { Progress } from '../framework/progress.ts';
import {
  exitCodeOf,
  finishCommand,
  resultText,
  type Finished,
  type Outside,
} from '../framework/run-command.ts';
import { ledgerFolder, readLedgerFolder } from '../research/ledger-files.ts';
import { agentTool, type AgentTool } from './agent-tools.ts';
import { entriesInside, pathInside } from './folder-guard.ts';
import type { EverTried, ToolAnswer, ToolFile, ToolRequest } from './tool-messages.ts';

/** The folder of saved results, inside the agent's folder. */
const RESULTS = 'results';

/** What a run of a tool needs besides the request. */
export type ToolWorld = {
  readonly commands: CommandRegistry;
  readonly outside: Outside;
  /** Its notes are collected for the answer. */
  readonly progress: Progress;
  readonly notes: readonly string[];
  /** Called before the work with the absolute paths of the folders in which files are written. */
  readonly onFolders: (paths: readonly string[]) => void;
};

/**
 * The answer to a request.
 * @throws InputError for options that do not fit, for paths outside the folder, for files that may
 *   not be replaced, and what the command throws
 */
export async function runTool(request: ToolRequest, world: ToolWorld): Promise<ToolAnswer> {
  const tool = await agentTool(request.tool, world.commands);
  if (tool === undefined) throw new InputError(`unknown tool "${request.tool}"`);
  const { command } = tool;
  const options = await readOptions(tool, request);
  const outputs = await command.outputs(options as Parameters<typeof command.outputs>[0]);
  const paths = outputs.flatMap(({ path }) => (path === undefined ? [] : [path]));
  await refuseForeign(paths, request);
  world.onFolders([...paths.map(dirname), RESULTS].map((path) => resolve(request.folder, path)));
  const finished = await finishCommand(command, options, world);
  const saved = await saveDocument(tool, finished, request.folder);
  finished.throwFailure();
  const { document, context } = finished;
  const written = saved === undefined ? paths : [saved, ...paths.filter((path) => path !== saved)];
  const sha256 = await barsOf(tool, document, options);
  return {
    exitCode: exitCodeOf(finished),
    text: stripVTControlCharacters(resultText(finished)),
    document,
    notes: [...world.notes],
    files: await filesOf(written),
    trials: await everTried(context, sha256),
  };
}

/** The options of the command. Paths are looked at before any of them is read. */
async function readOptions(tool: AgentTool, request: ToolRequest): Promise<CommandOptions> {
  const { command, fixed, options: own } = tool;
  resolveOptions(own, request.values, 'command line');
  const table = { ...command.options, ...COMMON_OPTIONS };
  const options = await completeOptions(command, { ...request.values, ...fixed }, (values) =>
    checkPaths(request.folder, table, values),
  );
  for (const [name, row] of Object.entries(command.options)) {
    const foreign = !Object.hasOwn(own, name) && !Object.hasOwn(fixed, name);
    // Only a --config file can have set it.
    if (foreign && options[name] !== row.default) {
      throw new InputError(`${String(options.config)}: ${flagOf(name)} is no option of this tool`);
    }
  }
  return options;
}

async function checkPaths(
  folder: string,
  table: AgentTool['options'],
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { paths, words } = pathsIn(table, values);
  for (const { option, word } of words) {
    throw new InputError(
      `command line: ${flagOf(option)}: expected a file inside the folder, got ${word}: ` +
        'tools of agents open no connection',
    );
  }
  for (const { option, path, kind } of paths) {
    const check = kind === 'folder' ? entriesInside : pathInside;
    await check(folder, path, `command line: ${flagOf(option)}`);
  }
}

/** Refuses to replace a file that no tool of this server wrote: it is the user's. */
async function refuseForeign(
  paths: readonly string[],
  { folder, replaceable }: ToolRequest,
): Promise<void> {
  for (const path of paths) {
    if (replaceable.includes(resolve(folder, path))) continue;
    if ((await kindOfPath(path)) === 'nothing') continue;
    throw new InputError(
      `${path}: expected a name that is free, got that of a file that this server did not write`,
    );
  }
}

/** Saves the document, and returns its path; undefined for the document of a file (report). */
async function saveDocument(
  { name }: AgentTool,
  { outcome, document, context }: Finished,
  folder: string,
): Promise<string | undefined> {
  if (name === 'report') return undefined;
  if (outcome.documentPath !== undefined) return outcome.documentPath;
  // The same question has the same name, so that an agent who asks again adds no file.
  const question = JSON.stringify({ name, run: document['run'] });
  const hash = createHash('sha256').update(question).digest('hex').slice(0, 12);
  const path = `${RESULTS}/${name}-${hash}.json`;
  await pathInside(folder, path, 'the result');
  await context.writeFile(path, documentText(document));
  return path;
}

async function filesOf(paths: readonly string[]): Promise<readonly ToolFile[]> {
  return await Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}

/** The SHA-256 of the bars that an answer is about; undefined if it is about none. */
async function barsOf(
  { name }: AgentTool,
  document: JsonObject,
  options: CommandOptions,
): Promise<string | undefined> {
  const asked =
    name === 'report' ? await readJsonFile(String(options['result']), 'a result') : document;
  const run = (asked as JsonObject)['run'] as JsonObject;
  const data = run['data'] as JsonObject | null | undefined;
  const sha256: JsonValue | undefined = data?.['sha256'] ?? document['sha256'];
  return typeof sha256 === 'string' ? sha256 : undefined;
}

async function everTried(context: CommandContext, sha256: string | undefined): Promise<EverTried> {
  if (sha256 === undefined) {
    return { trialsEver: null, sentence: 'No bars were read, so no ledger counts their trials.' };
  }
  const folder = ledgerFolder(context, sha256);
  if (folder === undefined) {
    return {
      trialsEver: null,
      sentence: 'How many trials these bars have seen is not known: there is no home folder.',
    };
  }
  const { trials, brokenAt } = await readLedgerFolder(folder);
  const sentence = `Trials ever made on these bars, by anybody: ${trials.length} (ledger).`;
  return {
    trialsEver: trials.length,
    sentence:
      brokenAt === undefined
        ? sentence
        : `${sentence} The ledger was changed from outside, so there may be more: ${brokenAt}`,
  };
}
