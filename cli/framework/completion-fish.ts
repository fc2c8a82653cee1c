/** The script that completes the command line in fish. */

import { PROGRAM } from './call.ts';
import type { Completed, CompletedFlag, CompletedValues } from './completed-command.ts';

/** The lines of the script. */
export function fishScript(commands: readonly Completed[]): readonly string[] {
  const none = "-n '__fish_use_subcommand'";
  return [
    `# fish completion of ${PROGRAM}: ${PROGRAM} completion fish | source`,
    `complete -c ${PROGRAM} -f`,
    `complete -c ${PROGRAM} ${none} -a help -d 'Options of a command'`,
    ...commands.map(({ name, purpose }) => {
      return `complete -c ${PROGRAM} ${none} -a ${name} -d ${quoted(purpose)}`;
    }),
    ...commands.flatMap(({ name, flags, positions }) => {
      const start = `complete -c ${PROGRAM} -n '__fish_seen_subcommand_from ${name}'`;
      return [
        ...positions.map((values) => `${start}${valueWords(values)}`),
        ...flags.map((flag) => `${start} ${flagWords(flag)}`),
      ];
    }),
  ];
}

function flagWords({ flag, takesValue, doc, ...values }: CompletedFlag): string {
  const told = `-l ${flag.replace(/^--/, '')} -d ${quoted(doc)}`;
  if (!takesValue) return told;
  return `${told} -r${values.path === undefined ? 'f' : ''}${valueWords(values)}`;
}

function valueWords({ words, path }: CompletedValues): string {
  const offered = words.length === 0 ? '' : ` -a '${words.join(' ')}'`;
  if (path === undefined) return offered;
  return `${path === 'file' ? ' -F' : ` -a '(__fish_complete_directories)'`}${offered}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
