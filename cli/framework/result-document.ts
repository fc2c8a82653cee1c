/**
 * A command's result as the document that `--json` prints, `--out` keeps and `replay` recomputes:
 * `run` (what was asked, of which data, of which version), the result, the phases' times.
 */

import type { CommandOptions } from './arguments.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import type { JsonInput, JsonObject } from './json-document.ts';
import { jsonDocument } from './json-document.ts';

export type Computed = {
  readonly outcome: CommandResult;
  readonly document: JsonObject;
};

/** Runs `command` and makes its document; keys: `run`, the result's, `timing`, `nullReasons`. */
export async function computeDocument(
  command: Command,
  options: CommandOptions,
  context: CommandContext,
): Promise<Computed> {
  const outcome = await command.run(context, options as Parameters<Command['run']>[1]);
  const document = jsonDocument({
    run: runBlock(command, options, outcome, context.version),
    ...outcome.result,
    ...(options.timing ? { timing: context.timer.report() } : {}),
  });
  return { outcome, document };
}

/** Everything that the result is a function of. */
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
    seed: (options['seed'] ?? options['seeds'] ?? null) as JsonInput,
    configuration: Object.fromEntries(configuration) as JsonInput,
    data: outcome.data ?? null,
  };
}
