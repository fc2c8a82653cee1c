/** The script that completes the command line in zsh. */

import { PROGRAM } from './call.ts';
import type { Completed, CompletedFlag, CompletedValues } from './completed-command.ts';

/** The lines of the script. */
export function zshScript(commands: readonly Completed[]): readonly string[] {
  const names = commands.map(({ name, purpose }) => {
    return `    ${quoted(`${name.replaceAll(':', '\\:')}:${purpose}`)}`;
  });
  return [
    `#compdef ${PROGRAM}`,
    `# zsh completion of ${PROGRAM}: source <(${PROGRAM} completion zsh)`,
    `_${PROGRAM}() {`,
    '  local -a commands',
    '  commands=(',
    ...names,
    '  )',
    '  if ((CURRENT == 2)) || [[ $CURRENT == 3 && ${words[2]} == help ]]; then',
    "    _describe -t commands 'command' commands",
    '    return',
    '  fi',
    '  shift words',
    '  ((CURRENT--))',
    '  case ${words[1]} in',
    ...commands.flatMap(({ name, flags, positions }) => [
      `    ${name})`,
      '      _arguments \\',
      [...positions.map(positionSpec), ...flags.map(flagSpec)]
        .map((spec) => `        ${quoted(spec)}`)
        .join(' \\\n'),
      '      ;;',
    ]),
    '  esac',
    '}',
    `compdef _${PROGRAM} ${PROGRAM}`,
  ];
}

function positionSpec(values: CompletedValues, i: number): string {
  return `${i + 1}:argument:${action(values)}`;
}

/** A leading star, because some flags may be given more than once. */
function flagSpec({ flag, takesValue, doc, ...values }: CompletedFlag): string {
  const told = `*${flag}[${doc.replaceAll(/[[\]]/g, '\\$&')}]`;
  return takesValue ? `${told}:value:${action(values)}` : told;
}

function action({ words, path }: CompletedValues): string {
  if (words.length > 0 && path === undefined) return `(${words.join(' ')})`;
  const files = path === 'folder' ? '_files -/' : path === 'file' ? '_files' : '';
  if (words.length === 0) return files === '' ? ' ' : files;
  return `{_alternative "words:word:(${words.join(' ')})" "files:file:${files}"}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
