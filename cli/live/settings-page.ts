/** The page of the settings: every setting of the function, with its parameter of the stack. */

import { rangeText, type OptionRow } from '../../engine/core/options.ts';
import {
  deployedSettings,
  parameterOf,
  parameterSettings,
  SET_BY_THE_STACK,
} from '../../engine/live/deployed-settings.ts';
import { variableOf } from '../../engine/live/live-settings.ts';

/** The text of the page. */
export function settingsPage(): string {
  const own: Readonly<Record<string, string>> = SET_BY_THE_STACK;
  const others = deployedSettings().filter(([name]) => Object.hasOwn(own, name));
  return [
    '# Settings of the function',
    '',
    'Made by `npm run references` from `engine/live/live-settings.ts`. The guide is',
    '[README.md](README.md).',
    '',
    '## Parameters of the stack',
    '',
    'Change one with `npx cdk deploy --parameters NAME=VALUE` in `cdk/lambda/`; the others keep',
    'their values. The variable is that of the function, and `npm run trade` reads it too. Do not',
    'change a variable in the console, because the next deployment would undo it. CloudFormation',
    'refuses a value that is out of range. If the function finds a wrong value all the same, it',
    'trades nothing and mails `FAILED at settings`. A number is a plain decimal: `0x10` and `1e3`',
    'are refused.',
    '',
    '| parameter | variable | default | range | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...parameterSettings().map(([name, row]) =>
      line([
        code(parameterOf(name)),
        code(variableOf(name)),
        defaultText(row),
        code(row.kind === 'flag' ? 'false | true' : rangeText(row)),
        row.doc,
      ]),
    ),
    '',
    '## Variables that the stack sets by itself',
    '',
    '| variable | follows from | default | meaning |',
    '| --- | --- | --- | --- |',
    ...others.map(([name, row]) =>
      line([code(variableOf(name)), own[name]!, defaultText(row), row.doc]),
    ),
    '',
  ].join('\n');
}

function defaultText(row: OptionRow): string {
  const text = String(row.default ?? '');
  return text === '' ? 'none' : code(text);
}

function code(text: string): string {
  return `\`${text.replaceAll('|', String.raw`\|`)}\``;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
