/** The features that a selection chooses from, by the words of `--candidates`. */

import { catalogue } from '../../features/catalogue.ts';
import { DEFAULT_CANDIDATES, resolveFeatures } from '../../features/named-sets.ts';

/**
 * The features that `texts` name, in the catalogue's order, and after them those of own columns and
 * series. @param given the features of the given series, which are part of `all`
 * @throws InputError for unknown ones
 */
export function candidatesOf(
  texts: readonly string[],
  given: readonly string[],
): readonly string[] {
  const named = new Set(
    texts.flatMap((text) =>
      text === 'all' ? [...DEFAULT_CANDIDATES, ...given] : resolveFeatures(text, catalogue),
    ),
  );
  const listed = catalogue.definitions.map(({ name }) => name);
  return [
    ...listed.filter((name) => named.has(name)),
    ...[...named].filter((name) => !listed.includes(name)),
  ];
}
