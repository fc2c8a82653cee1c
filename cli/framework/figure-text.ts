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
