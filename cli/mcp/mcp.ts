/** `npm run --silent mcp`: the research commands as tools for an agent, over stdin and stdout. */

import { homedir } from 'node:os';
import { parse } from 'node:path';
import { InputError } from '../../engine/core/errors.ts';
import { defineCommand, type Command, type CommandRegistry } from '../framework/command.ts';
import { serveAgents } from './agent-server.ts';
import { realFolder } from './folder-guard.ts';

/** The command; `commands` are those among which its tools are found. */
export function mcpCommand(commands: CommandRegistry): Command {
  return defineCommand({
    name: 'mcp',
    purpose:
      'Serves the research commands to an agent. It speaks the Model Context Protocol over ' +
      'stdin and stdout. No tool trades, and no file outside one folder is named.',
    options: {
      folder: {
        kind: 'text',
        default: undefined,
        placeholder: 'DIR',
        path: 'folder',
        doc: 'The folder in which an agent may read and write files; left out: this one',
      },
      atOnce: {
        kind: 'integer',
        default: 2,
        min: 1,
        max: 64,
        unit: 'tools',
        doc: 'How many tools run at the same time; further ones wait',
      },
    },
    examples: ['--folder research', '--folder research --at-once 1'],
    ownsStdout: true,
    run: async (context, { folder, atOnce }) => {
      const root = await realFolder(folder ?? '.');
      // Desktop programs start servers there.
      if (folder === undefined && [parse(root).root, homedir()].includes(root)) {
        throw new InputError(`command line: expected --folder DIR, because this folder is ${root}`);
      }
      if (context.call.by === 'npm run' && context.env['npm_config_loglevel'] !== 'silent') {
        context.note('npm prints two lines on stdout before the protocol: npm run --silent mcp');
      }
      await serveAgents(context, { folder: root, atOnce, commands });
      return { result: {}, text: '' };
    },
  });
}
