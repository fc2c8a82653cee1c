/**
 * Series of integers as short texts, so that a page can hold the curves that its script draws.
 * Vocabulary: a digit is a character of ALPHABET and stands for five bits and a flag, as in source
 * maps. Must not know: the page.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Equity is kept as its logarithm in steps of this size: a return is off by 5e-6 at most. */
const LOG_STEP = 1e-5;

/** The integers as a text: of each number its difference from the one before. */
export function encodeIntegers(values: readonly number[]): string {
  let before = 0;
  return values
    .map((value) => {
      const text = encodeDigits(value - before);
      before = value;
      return text;
    })
    .join('');
}

/** The integers of a text that `encodeIntegers` made. */
export function decodeIntegers(text: string): number[] {
  const values: number[] = [];
  let [before, place, sum] = [0, 1, 0];
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    sum += (digit % 32) * place;
    place *= 32;
    if (digit >= 32) continue;
    before += sum % 2 === 1 ? -(sum + 1) / 2 : sum / 2;
    values.push(before);
    [place, sum] = [1, 0];
  }
  return values;
}

/** Times (unix seconds) as a text; those of an even calendar take one digit each. */
export function encodeTimes(time: readonly number[]): string {
  return encodeIntegers(time.map((second, i) => second - (time[i - 1] ?? 0)));
}

/** The times of a text that `encodeTimes` made. */
export function decodeTimes(text: string): number[] {
  let time = 0;
  return decodeIntegers(text).map((step) => (time += step));
}

/** Equity as a text up to the bar at which all was lost. */
export function encodeEquity(equity: readonly number[]): string {
  const ruin = equity.findIndex((value) => value <= 0);
  const alive = ruin < 0 ? equity : equity.slice(0, ruin);
  return encodeIntegers(alive.map((value) => Math.round(Math.log(value) / LOG_STEP)));
}

/** The equity of a text that `encodeEquity` made; after a ruin it is 0. */
export function decodeEquity(text: string, count: number): number[] {
  const alive = decodeIntegers(text).map((steps) => Math.exp(steps * LOG_STEP));
  return Array.from({ length: count }, (_, i) => alive[i] ?? 0);
}

/** Zigzag, then five bits a digit, the lowest first; digits above 31 are followed by another. */
function encodeDigits(value: number): string {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let text = '';
  do {
    const low = rest % 32;
    rest = Math.floor(rest / 32);
    text += ALPHABET[rest > 0 ? low + 32 : low]!;
  } while (rest > 0);
  return text;
}
