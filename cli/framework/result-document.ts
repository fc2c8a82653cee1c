/**
 * The result of a command as a document, which `--json` prints, `--out` writes and `replay`
 * recomputes: `run` (command, configuration, data, version), the result, the times of the phases.
 */

import type { CommandOptions } from './arguments.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import type { JsonInput, JsonObject } from './json-document.ts';
import { jsonDocument } from './json-document.ts';

export type Computed = {
  readonly outcome: CommandResult;
  readonly document: JsonObject;
};

/** Runs `command` and makes its document, with `run`, its own keys, `timing` and `nullReasons`. */
export async function computeDocument(
  command: Command,
  options: CommandOptions,
  context: CommandContext,
): Promise<Computed> {
  const startMs = context.clock();
  const outcome = await command.run(context, options as Parameters<Command['run']>[1]);
  context.timer.add('all', context.clock() - startMs);
  const document = jsonDocument({
    run: runBlock(command, options, outcome, context.version),
    ...outcome.result,
    ...(options.timing ? { timing: context.timer.report() } : {}),
  });
  return { outcome, document };
}

/** Everything that the result depends on. */
function runBlock(
  command: Command,
  options: CommandOptions,
  outcome: CommandResult,
  version: string,
): JsonInput {
  const recorded = Object.entries(command.options).filter(([, row]) => row.recorded !== false);
  const configuration = recorded.map(([name]) => [name, options[name] ?? null]);
  return {
    command: command.name,
    version,
    seed: (options['seeds'] ?? options['seed'] ?? null) as JsonInput,
    configuration: Object.fromEntries(configuration) as JsonInput,
    data: outcome.data ?? null,
    ...(outcome.inputs === undefined || outcome.inputs.length === 0
      ? {}
      : { inputs: outcome.inputs.map(({ path, sha256 }) => ({ path, sha256 })) }),
  };
}
