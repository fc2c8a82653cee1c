/** The option of combinatorial purged cross-validation, and the splits that it asks for. */

import { InputError } from '../../engine/core/errors.ts';
import type { OptionTable } from '../../engine/core/options.ts';

/** The row of `--cpcv`, with what it costs in the command. */
export function cpcvOptions<const Doc extends string>(doc: Doc) {
  return {
    cpcv: {
      kind: 'text',
      default: undefined,
      placeholder: 'GROUPS,TESTED',
      pattern: '\\d+,\\d+',
      doc,
    },
  } as const satisfies OptionTable;
}

/** Most groups: 12 of which 6 are tested are 924 splits. */
const MOST_GROUPS = 12;

/** What the groups depend on. */
export type CpcvChoice = {
  readonly cpcv?: string | undefined;
  readonly window?: number | undefined;
};

/**
 * The groups and tested groups of the text `6,2`; undefined without one.
 * @throws InputError if they are out of range, and with a window
 */
export function cpcvGroups({
  cpcv: text,
  window,
}: CpcvChoice): { readonly groups: number; readonly testGroups: number } | undefined {
  if (text === undefined) return undefined;
  if (window !== undefined) {
    throw new InputError(
      'command line: --cpcv: expected no --window: a split trains on rows before and after its ' +
        'tests, so that its last rows are not those before a test',
    );
  }
  const [groups, testGroups] = text.split(',').map(Number) as [number, number];
  if (groups <= MOST_GROUPS && testGroups >= 1 && testGroups < groups) {
    return { groups, testGroups };
  }
  throw new InputError(
    `command line: --cpcv: expected GROUPS,TESTED with 1 <= TESTED < GROUPS <= ${MOST_GROUPS}, ` +
      `such as 6,2, got ${text}`,
  );
}
