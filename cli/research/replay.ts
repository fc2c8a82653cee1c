/**
 * `npm run replay -- RESULT.json`: recomputes a result from its `run` block and compares every
 * value except durations and the count of earlier trials. This proves that the result depends only
 * on data, configuration, seed and version.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { CommandOptions } from '../framework/arguments.ts';
import type {
  Command,
  CommandContext,
  CommandRegistry,
  CommandResult,
} from '../framework/command.ts';
import type { JsonObject, JsonValue } from '../framework/json-document.ts';
import { InputError } from '../../engine/core/errors.ts';
import { readFailure } from '../../data/read-user-file.ts';
import { resolveOptions } from '../../engine/core/options.ts';
import { documentOf, readJsonFile } from '../framework/json-file.ts';
import { COMMON_OPTIONS, WORKER_OPTIONS, defineCommand } from '../framework/command.ts';
import { joinPath } from '../framework/json-document.ts';
import { computeDocument } from '../framework/result-document.ts';
import { replayContext } from '../framework/run-command.ts';

const SAVED_RESULT = z.looseObject({
  run: z.object({
    command: z.string(),
    version: z.string(),
    seed: z.unknown(),
    configuration: z.record(z.string(), z.unknown()),
    data: z
      .object({
        name: z.string(),
        path: z.string().nullable(),
        sha256: z.string(),
        rows: z.number(),
        synthetic: z.boolean(),
        // Missing in results of older builds, which are refused with this reason.
        asOf: z.string().optional(),
        files: z.array(z.object({ path: z.string().nullable(), sha256: z.string() })).optional(),
      })
      .nullable(),
    inputs: z.array(z.object({ path: z.string(), sha256: z.string() })).optional(),
  }),
});

type SavedRun = z.infer<typeof SAVED_RESULT>['run'];
type SavedResult = JsonObject & { readonly run: SavedRun };

/** Top-level keys of all results that are durations, or hang on earlier runs. */
const NOT_OF_THE_INPUTS = ['elapsedMs', 'timing', 'ledger'];

/** The first difference of two documents; a missing value is undefined. */
export type Difference = {
  readonly path: string;
  readonly expected: JsonValue | undefined;
  readonly got: JsonValue | undefined;
};

/** The command that replays the results of `commands`. */
export function replayCommand(commands: CommandRegistry): Command {
  return defineCommand({
    name: 'replay',
    purpose:
      'Recomputes a saved result and compares every value. It says whether all are identical.',
    options: {
      result: {
        kind: 'text',
        default: undefined,
        placeholder: 'RESULT.json',
        path: 'file',
        doc: 'A JSON document that --json printed or --out wrote',
      },
      ...WORKER_OPTIONS,
    },
    positionals: [{ option: 'result', required: true }],
    examples: ['result.json', 'result.json --workers 1'],
    run: async (context, { result, workers }) => {
      const saved = await readResult(result!);
      const command = await replayable(commands, saved.run, result!);
      await refuseOtherConditions(saved.run, result!, context);
      return replay(context, command, saved, { path: result!, workers });
    },
  });
}

async function replay(
  context: CommandContext,
  command: Command,
  saved: SavedResult,
  { path, workers }: { readonly path: string; readonly workers: number | undefined },
): Promise<CommandResult> {
  const { run } = saved;
  // An honest result has no others. An address of a queue in it would be one of somebody else.
  const configuration = Object.entries(run.configuration).filter(
    ([name, value]) => value !== null && command.options[name]?.recorded !== false,
  );
  const given = { ...Object.fromEntries(configuration), ...workersFor(command.options, workers) };
  const table = { ...command.options, ...COMMON_OPTIONS };
  const recomputed: CommandOptions = resolveOptions(table, given, path);
  const { document } = await computeDocument(
    command,
    recomputed,
    replayContext(context, asOf(run)),
  );
  const ignored = new Set([...command.volatile, ...NOT_OF_THE_INPUTS]);
  const difference = firstDifference(without(saved, ignored), without(document, ignored));
  return {
    result: {
      identical: difference === undefined,
      command: run.command,
      difference:
        difference === undefined
          ? null
          : {
              path: difference.path,
              expected: difference.expected ?? null,
              got: difference.got ?? null,
            },
    },
    text: difference === undefined ? 'identical' : differenceText(difference),
    checkFailed: difference !== undefined,
  };
}

/** The time of the replay's clock: bars that had closed at this time are the bars of the result. */
function asOf({ data }: SavedRun): number | undefined {
  return data?.asOf === undefined ? undefined : Date.parse(data.asOf);
}

/** The first difference in the order of the document, or undefined if both are equal. */
export function firstDifference(
  expected: JsonValue | undefined,
  got: JsonValue | undefined,
  path = '',
): Difference | undefined {
  if (Object.is(expected, got)) return undefined;
  if (isContainer(expected) && isContainer(got) && Array.isArray(expected) === Array.isArray(got)) {
    const left = expected as JsonObject;
    const right = got as JsonObject;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const part = joinPath(path, Array.isArray(expected) ? Number(key) : key);
      const difference = firstDifference(left[key], right[key], part);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  return { path, expected, got };
}

function isContainer(value: JsonValue | undefined): value is JsonObject | readonly JsonValue[] {
  return typeof value === 'object' && value !== null;
}

function differenceText({ path, expected, got }: Difference): string {
  const text = (value: JsonValue | undefined): string =>
    value === undefined ? 'nothing' : JSON.stringify(value);
  return `different at ${path}: expected ${text(expected)}, got ${text(got)}`;
}

/** `document` without these keys, and without the reasons of nulls below them. */
function without(document: JsonObject, keys: ReadonlySet<string>): JsonObject {
  const { nullReasons, ...own } = document;
  const kept = Object.entries(own).filter(([key]) => !keys.has(key));
  const reasons = Object.entries((nullReasons ?? {}) as JsonObject).filter(
    ([path]) => !keys.has(/^[^.[]*/.exec(path)![0]),
  );
  return { ...Object.fromEntries(kept), nullReasons: Object.fromEntries(reasons) };
}

function workersFor(
  table: Readonly<Record<string, unknown>>,
  workers: number | undefined,
): { readonly workers?: number } {
  return workers !== undefined && Object.hasOwn(table, 'workers') ? { workers } : {};
}

async function readResult(path: string): Promise<SavedResult> {
  const expected = 'a result with a run block (--json prints one)';
  const content = await readJsonFile(path, expected);
  documentOf(SAVED_RESULT, content, { path, expected });
  return content as SavedResult;
}

async function replayable(
  commands: CommandRegistry,
  run: SavedRun,
  path: string,
): Promise<Command> {
  if (!Object.hasOwn(commands, run.command) || run.command === 'replay') {
    throw new InputError(`${path}: cannot replay the command "${run.command}"`);
  }
  const command = await commands[run.command]!();
  // What it did would be done once more.
  if (command.acts !== undefined) {
    throw new InputError(`${path}: cannot replay "${run.command}": it ${command.acts}`);
  }
  return command;
}

/** Refuses another version or other data: they would give another result. */
async function refuseOtherConditions(
  run: SavedRun,
  path: string,
  context: CommandContext,
): Promise<void> {
  if (run.version !== context.version) {
    throw new InputError(
      `${path}: version ${run.version} made it, but this is ${context.version}: results may differ`,
    );
  }
  if (run.data !== null && Number.isNaN(Date.parse(run.data.asOf ?? ''))) {
    throw new InputError(
      `${path}: an earlier build of version ${run.version} made it: run.data.asOf is missing, so ` +
        'the bars that had closed are not known; run the command again',
    );
  }
  const read = run.data === null ? [] : (run.data.files ?? [run.data]);
  for (const { path: file, sha256 } of [...read, ...(run.inputs ?? [])]) {
    if (file === null) continue;
    const got = await hashFile(file);
    if (got === sha256) continue;
    throw new InputError(`${file}: the data changed: expected SHA-256 ${sha256}, got ${got}`);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw await readFailure(path, error);
  }
  return hash.digest('hex');
}
