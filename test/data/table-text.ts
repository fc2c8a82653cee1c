/** Small CSV files of possible bars, for the tests of this folder. */

/** 2024-01-01, UTC. */
const START = 1_704_067_200;
const DAY = 86_400;

/** As many rows as a table has where a test does not say. */
export const COUNT = 20;
/** The usual header. */
export const HEADER = 'time,open,high,low,close,volume';

/** Open, high, low, close and volume of day `i`: no two days alike. */
export function valuesOf(i: number): readonly [number, number, number, number, number] {
  const open = 100 + i;
  return [open, open + 2, open - 1.5, open + 0.25, 1000 + 7 * i];
}

/** Unix seconds of day `i`. */
export function timeOf(i: number): number {
  return START + DAY * i;
}

/** `2024-01-31` of day `i`. */
export function dateOf(i: number): string {
  return new Date(timeOf(i) * 1000).toISOString().slice(0, 10);
}

/** The lines of `count` days, each made by `line` of its index. */
export function lines(count: number, line: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => line(i));
}

/** A CSV text with the usual header, `time` written by `time`. */
export function csvOf(count: number, time: (i: number) => string | number = timeOf): string {
  const rows = lines(count, (i) => [time(i), ...valuesOf(i)].join(','));
  return [HEADER, ...rows, ''].join('\n');
}

/** The file of `header` and a line a day. */
export function table(header: string, line: (i: number) => string, count = COUNT): string {
  return [header, ...lines(count, line), ''].join('\n');
}

/** The values of day `i` with commas between them. */
export function values(i: number): string {
  return valuesOf(i).join(',');
}
