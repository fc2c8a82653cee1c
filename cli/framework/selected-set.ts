/**
 * A saved selection as the features of another command: `--features select.json` takes the winner
 * and with it everything that its figures hang on: target, threshold, rows, folds, forest, policy
 * and costs. Flags and a file of --config win over what is taken.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readBytes } from '../../data/read-user-file.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { OptionTable } from '../../engine/core/options.ts';
import { documentOf, jsonOf } from './json-file.ts';

/** What a saved selection says. */
export type SelectedSet = {
  /** The winner's features, in the order in which they joined. */
  readonly features: readonly string[];
  /** The candidates: all of them decided which bars were rows. */
  readonly candidates: readonly string[];
  /** The selection's options; the threshold is the one that `--threshold best` found. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** When the last bar that the selection knew had closed (ISO); earlier builds did not say. */
  readonly asOf: string | undefined;
  /** The file itself, so that a result can be replayed. */
  readonly input: InputFile;
};

/** A file beside the bars that a result depends on. */
export type InputFile = { readonly path: string; readonly sha256: string };

const SELECTION = z.looseObject({
  run: z.looseObject({
    command: z.literal('select'),
    configuration: z.record(z.string(), z.unknown()),
    data: z.looseObject({ asOf: z.iso.datetime().optional() }).optional(),
  }),
  selected: z.array(z.string()),
  candidates: z.array(z.string()),
  threshold: z.number().optional(),
});

/** Whether `text` names a saved selection, not a set or a list of features. */
export function isSelectionFile(text: string): boolean {
  return /\.json$/i.test(text);
}

/**
 * The selection in the file `path`, as `select --out` or `select --json` writes it.
 * @throws InputError if it cannot be read, is no selection, or chose nothing
 */
export async function readSelectedSet(path: string): Promise<SelectedSet> {
  const bytes = await readBytes(path);
  const expected = 'a result of select (select --out FILE writes one)';
  const content = jsonOf(bytes, path, expected);
  const document = documentOf(SELECTION, content, { path, expected });
  const { selected, candidates, threshold, run } = document;
  if (selected.length === 0) {
    throw new InputError(`${path}: the selection chose nothing: no set has a Sharpe ratio`);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const configuration = { ...run.configuration, ...(threshold === undefined ? {} : { threshold }) };
  const asOf = run.data?.asOf;
  return { features: selected, candidates, configuration, asOf, input: { path, sha256 } };
}

/**
 * The options of a command that the selection in `given.features` presets; none if no saved
 * selection is named.
 * @param own the command's options: of the selection's options only these are taken, and of these
 *   only what results record, so that no file of somebody else sends anything anywhere
 * @throws InputError as `readSelectedSet`, and for two selections whose settings differ
 */
export async function selectionPresets(
  given: Readonly<Record<string, unknown>>,
  own: OptionTable,
): Promise<Readonly<Record<string, unknown>>> {
  const texts = [given['features']].flat().map(String);
  const sets = await Promise.all(texts.filter(isSelectionFile).map(readSelectedSet));
  const [first, ...others] = sets.map(({ configuration }) => presetsOf(configuration, own));
  const odd = others.findIndex((other) => JSON.stringify(other) !== JSON.stringify(first));
  if (odd >= 0) {
    throw new InputError(
      `command line: --features: the selections ${sets[0]!.input.path} and ` +
        `${sets[odd + 1]!.input.path} were made with different settings: test them one by one`,
    );
  }
  return first ?? {};
}

/** What a run reads or writes is never taken from another run. */
const NOT_TAKEN = new Set(['data', 'to', 'features', 'seed', 'seeds']);

function presetsOf(
  configuration: Readonly<Record<string, unknown>>,
  own: OptionTable,
): Readonly<Record<string, unknown>> {
  const taken = Object.entries(configuration).filter(
    ([name, value]) =>
      Object.hasOwn(own, name) &&
      own[name]!.recorded !== false &&
      !NOT_TAKEN.has(name) &&
      value !== null,
  );
  return Object.fromEntries(taken);
}
