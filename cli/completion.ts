/** `walkforest completion SHELL`: the script by which a shell completes the command line. */

import { completionScript, SHELLS } from './framework/completion-script.ts';
import { defineCommand, type Command, type CommandRegistry } from './framework/command.ts';

/** The command; `commands` are those that are completed. */
export function completionCommand(commands: CommandRegistry): Command {
  return defineCommand({
    name: 'completion',
    purpose:
      'Prints a script for completion in bash, zsh or fish. It completes commands, options ' +
      'and files.',
    options: {
      shell: {
        kind: 'choice',
        default: undefined,
        choices: SHELLS,
        doc: 'The shell: source <(walkforest completion bash)',
      },
    },
    positionals: [{ option: 'shell', required: true }],
    examples: ['bash', 'fish'],
    run: async (_context, { shell }) => {
      const all = await Promise.all(Object.values(commands).map((load) => load()));
      const script = completionScript(shell!, all);
      return { result: { shell: shell!, script }, text: script.trimEnd(), verbatim: true };
    },
  });
}
