/** The sets of features that `--features` names, for the commands that test sets. */

import type { FeatureSet } from '../../engine/backtest/set-figures.ts';
import { catalogue } from '../../features/catalogue.ts';
import { resolveFeatures } from '../../features/named-sets.ts';
import { SELECTED } from '../../selection/choose-set.ts';
import { isSelectionFile, readSelectedSet, type SelectedSet } from '../framework/selected-set.ts';

/** A saved selection among the sets, and the name of its set. */
export type ChosenSet = SelectedSet & { readonly name: string };

export type AskedSets = {
  readonly sets: readonly FeatureSet[];
  /** The candidates of saved selections: they decide rows as they did in the selection. */
  readonly rowFeatures: readonly string[];
  /** The saved selections among the sets, in their order. */
  readonly chosen: readonly ChosenSet[];
};

/** The sets that `texts` name, each once, by their texts; a saved winner is `selected`. */
export async function setsOf(texts: readonly string[]): Promise<AskedSets> {
  const sets: FeatureSet[] = [];
  const chosen: ChosenSet[] = [];
  for (const text of new Set(texts)) {
    if (isSelectionFile(text)) {
      const selection = await readSelectedSet(text);
      const name = chosen.length === 0 ? SELECTED : text;
      chosen.push({ ...selection, name });
      sets.push({ name, features: selection.features });
    } else {
      sets.push({ name: text, features: resolveFeatures(text, catalogue) });
    }
  }
  return { sets, rowFeatures: chosen.flatMap(({ candidates }) => candidates), chosen };
}
