/**
 * Which column is the volume. A column called `volume` is; else one called `vol`; else, where
 * there are several such as `Volume BTC` and `Volume USD`, the one that counts the base currency:
 * the market's volume in coins or shares, not in the money that was paid.
 */

import { InputError } from '../engine/core/errors.ts';
import { onlyIndex } from './column-names.ts';
import { shortened } from './raw-table.ts';

/** Words that stand for the money in which prices are quoted; so does every word with `usd`. */
const QUOTE_WORDS = new Set(
  (
    'currency quote money $ us$ € £ ¥ dai eur eurt eurc gbp jpy chf cad aud nzd cny cnh hkd sgd ' +
    'krw inr brl mxn rub try zar sek nok dkk pln czk huf thb idr php vnd twd'
  ).split(' '),
);

/** `volume btc`, `volume_(btc)`, `base_volume`: the word is in group 1 or 2. */
const VOLUME_OF = /^(?:vol(?:ume)?[ _-]+[([]?([a-z0-9$€£¥]+)[)\]]?|([a-z0-9$€£¥]+)[ _-]+volume)$/;

/**
 * The index of the volume in `names`, undefined where there is none, and its name in `choice`
 * where it was chosen of several.
 * @param known the names, trimmed, in lower case
 * @throws InputError where two columns have the name, or several do and none is the base currency's
 */
export function chooseVolume(
  names: readonly string[],
  known: readonly string[],
  where: string,
): { readonly volume: number | undefined; readonly choice: string | null } {
  for (const name of ['volume', 'vol']) {
    if (known.includes(name)) return { volume: onlyIndex(known, name, where), choice: null };
  }
  const several = known.flatMap((name, index) => (VOLUME_OF.test(name) ? [index] : []));
  if (several.length < 2) return { volume: undefined, choice: null };
  const base = several.filter((index) => !isQuote(known[index]!));
  const shown = (index: number): string => shortened(names[index]!.trim());
  if (base.length === 1) return { volume: base[0]!, choice: shown(base[0]!) };
  throw new InputError(
    `${where}: expected one column of volume, got ${several.length}, and which one counts the ` +
      `base currency is not known: ${several.map((index) => `"${shown(index)}"`).join(', ')} ` +
      '(call one "volume")',
  );
}

function isQuote(name: string): boolean {
  const parts = VOLUME_OF.exec(name);
  const word = parts?.[1] ?? parts?.[2] ?? '';
  return QUOTE_WORDS.has(word) || word.includes('usd');
}
