/** Figures as texts for a reader; `-` stands for an undefined statistic. */

/** A number as `1.287`. */
export function figure(value: number, digits = 3): string {
  return Number.isNaN(value) ? '-' : value.toFixed(digits);
}

/** A fraction as `52.5 %`. */
export function percent(fraction: number, digits = 1): string {
  return Number.isNaN(fraction) ? '-' : `${(100 * fraction).toFixed(digits)} %`;
}

/** A log return as the simple return `+12.7 %`. */
export function returnPercent(logReturn: number): string {
  if (Number.isNaN(logReturn)) return '-';
  const text = percent(Math.expm1(logReturn));
  return logReturn > 0 ? `+${text}` : text;
}

/** A change as a fraction with its sign: `+6.6 %`, `-51.3 %`. */
export function signedPercent(fraction: number, digits = 1): string {
  return `${fraction > 0 ? '+' : ''}${percent(fraction, digits)}`;
}

/** Dollars as `$7,412`; with cents below $100. */
export function dollars(value: number): string {
  if (Number.isNaN(value)) return '-';
  const digits = Math.abs(value) < 100 && !Number.isInteger(value) ? 2 : 0;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `$${value.toLocaleString('en', format)}`;
}
