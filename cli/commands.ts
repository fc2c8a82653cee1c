/** The commands by name. Each is loaded when it is asked for, so that one does not wait for all. */

import type { Command } from './command.ts';

export type CommandRegistry = Readonly<Record<string, () => Promise<Command>>>;

export const COMMANDS: CommandRegistry = {
  replay: async () => (await import('./replay.ts')).replayCommand(COMMANDS),
};
