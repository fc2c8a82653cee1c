/** The script that completes the command line in bash, from version 3.2 on. */

import { PROGRAM } from './call.ts';
import type { Completed, CompletedValues } from './completed-command.ts';

/**
 * The lines of the script. The words are read from the line, because bash cuts `live:status` at its
 * colon. If no word fits, bash itself completes files, because it knows how to quote them.
 */
export function bashScript(commands: readonly Completed[]): readonly string[] {
  const names = commands.map(({ name }) => name).join(' ');
  return [
    `# bash completion of ${PROGRAM}: source <(${PROGRAM} completion bash)`,
    `_${PROGRAM}() {`,
    '  local line=${COMP_LINE:0:COMP_POINT} words= path= position=0 after= word i',
    '  local -a typed',
    '  read -ra typed <<<"$line"',
    "  [[ $line == *' ' ]] && typed+=('')",
    '  local last=$((${#typed[@]} - 1))',
    '  local command=${typed[1]} current=${typed[last]}',
    '  for ((i = 2; i < last; i++)); do',
    '    word=${typed[i]}',
    '    if [[ -n $after ]]; then after=',
    `    elif _${PROGRAM}_values "$command $word"; then after=$word`,
    '    elif [[ $word != -* ]]; then position=$((position + 1)); fi',
    '  done',
    '  words= path=',
    `  if ((last <= 1)); then words='help ${names}'`,
    `  elif [[ $command == help ]]; then words='${names}'`,
    `  elif [[ -n $after ]]; then _${PROGRAM}_values "$command $after"`,
    `  elif [[ $current == -* ]]; then _${PROGRAM}_flags "$command"`,
    `  else _${PROGRAM}_values "$command $position"; fi`,
    '  COMPREPLY=()',
    '  [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  # Bash replaces only what comes after the last colon.',
    '  [[ $current == *:* && $COMP_WORDBREAKS == *:* ]] &&',
    '    COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*:}"}"}")',
    '  [[ -n $path ]] || compopt +o default +o bashdefault 2>/dev/null',
    '  return 0',
    '}',
    `_${PROGRAM}_flags() {`,
    '  case $1 in',
    ...commands.map(({ name, flags }) => {
      return `    ${name}) words='${flags.map(({ flag }) => flag).join(' ')}' ;;`;
    }),
    '  esac',
    '}',
    '# What may follow: fails if nothing may, as after a flag without a value.',
    `_${PROGRAM}_values() {`,
    '  case $1 in',
    ...commands.flatMap(({ name, flags, positions }) => [
      ...flags
        .filter(({ takesValue }) => takesValue)
        .map((flag) => valuesCase(`${name} ${flag.flag}`, flag)),
      ...positions.map((values, i) => valuesCase(`${name} ${i}`, values)),
    ]),
    '    *) return 1 ;;',
    '  esac',
    '}',
    `complete -o bashdefault -o default -F _${PROGRAM} ${PROGRAM}`,
  ];
}

function valuesCase(key: string, { words, path }: CompletedValues): string {
  return `    '${key}') words='${words.join(' ')}' path=${path ?? ''} ;;`;
}
