/**
 * What the point and the comma are in columns of numbers as text: the decimal sign, a thousands
 * sign, or either. The cells of a column decide together, and where they do not, the cells of the
 * other columns, because a file is written with one decimal sign. No cell is read by a guess.
 * Vocabulary: an *open* cell is one such as `1.234`, which is 1.234 or 1234 by itself.
 * Must not know: what the numbers mean, where they stand.
 */

import { isNoValue, parseNumber } from './parse-cells.ts';

/** A sign that may stand before decimals or between thousands. */
export type Mark = '.' | ',';

/** What stands between cells; a file that is no text has points, as one with commas between. */
export type Separator = '\t' | ';' | ',';

/** What the cells of one or more columns show. */
export type Marks = {
  /** Signs before decimals: `0.5`, `1234.567`, `1,234.5`. */
  readonly decimal: ReadonlySet<Mark>;
  /** Signs between thousands: `1,234,567`, `1.234,5`. */
  readonly thousands: ReadonlySet<Mark>;
  /** Signs of open cells. */
  readonly open: ReadonlySet<Mark>;
  /** Whether a whole number below 1000 has no sign, as among numbers with thousands signs. */
  readonly small: boolean;
  /** Whether a whole number from 10000 on has no sign, so that there are no thousands signs. */
  readonly large: boolean;
};

/** Blanks (also those that do not break) and apostrophes stand between thousands only. */
const BETWEEN = String.raw`[.,'’ \u00a0\u2009\u202f]`;
/** `1.234`, `1'234.5`, `1 234 567,89`: sign, first sign between, last group, decimals. */
const GROUPED = new RegExp(
  String.raw`^[+-]?[1-9]\d{0,2}(?:(${BETWEEN})\d{3})(\1\d{3})*(?:([.,])\d*)?$`,
);
const ONE_MARK = /^[+-]?(?:\d+([.,])\d*|([.,])\d+)(e[+-]?\d+)?$/i;
const WHOLE = /^[+-]?\d+$/;
/** Signs at a number's ends that say nothing about those within. */
const ENDS = /^−|\s*%$/g;

/** What `cells` show; nothing if less than half of those with a value are numbers. */
export function marksOf(cells: Iterable<string>): Marks {
  const [decimal, thousands, open] = [new Set<Mark>(), new Set<Mark>(), new Set<Mark>()];
  let [small, large, numbers, others] = [false, false, 0, 0];
  for (const cell of cells) {
    const text = cell.trim().replace(ENDS, '');
    if (WHOLE.test(text)) {
      small ||= text.length < 4 && Number(text) !== 0;
      large ||= Math.abs(Number(text)) >= 10_000;
      numbers++;
      continue;
    }
    const grouped = GROUPED.exec(text);
    const one = grouped === null ? ONE_MARK.exec(text) : null;
    if (grouped === null && one === null) {
      if (!isNoValue(text)) others++;
      continue;
    }
    numbers++;
    if (one !== null) decimal.add((one[1] ?? one[2]) as Mark);
    if (grouped === null) continue;
    const [, between, more, point] = grouped;
    if (point !== undefined) decimal.add(point as Mark);
    if (between !== '.' && between !== ',') continue;
    (more === undefined && point === undefined ? open : thousands).add(between);
  }
  return numbers > others ? { decimal, thousands, open, small, large } : NO_MARKS;
}

/** Marks of columns that show nothing. */
export const NO_MARKS: Marks = marksOfNothing();

/** What two parts of a file show together. */
export function joinMarks(one: Marks, other: Marks): Marks {
  return {
    decimal: new Set([...one.decimal, ...other.decimal]),
    thousands: new Set([...one.thousands, ...other.thousands]),
    open: new Set([...one.open, ...other.open]),
    small: one.small || other.small,
    large: one.large || other.large,
  };
}

/**
 * The decimal sign of a column; undefined if its open cells may be read in two ways.
 * @param own what the column's cells show
 * @param file what the file's columns show together
 * @param separator what stands between the file's cells: after a comma a point is the decimal sign,
 *   after a tab as well, unless numbers without a sign are below 1000 as those of thousands are
 */
export function decimalSign(own: Marks, file: Marks, separator: Separator): Mark | undefined {
  const sure = provenSign(own);
  if (sure !== undefined) return sure;
  if (own.open.size === 0) return provenSign(file) ?? '.';
  const points = !own.open.has(',');
  if (separator === ',') return points ? '.' : undefined;
  const other = provenSign(file);
  if (other !== undefined) return own.open.size === 1 && !contradicts(file) ? other : undefined;
  if (own.large && own.open.size === 1) return points ? '.' : ',';
  return separator === '\t' && points && !own.small ? '.' : undefined;
}

/**
 * The decimal sign of a column whose numbers are all below 1000, so that open cells have decimals;
 * undefined where the column, or the column and the rest of the file, disagree.
 */
export function decimalSignBelowThousand(own: Marks, file: Marks): Mark | undefined {
  const sure = provenSign(own);
  const others = provenSign(file);
  if (sure !== undefined) {
    const agrees = [...own.open].every((mark) => mark === sure || own.thousands.has(mark));
    return agrees ? sure : undefined;
  }
  const [open, second] = own.open;
  if (open === undefined) return others ?? '.';
  if (second !== undefined || contradicts(file)) return undefined;
  return others === undefined || others === open ? open : undefined;
}

/** The number in `cell` with this decimal sign, thousands signs taken out; NaN for all else. */
export function parseWithSigns(cell: string, decimal: Mark): number {
  const text = cell.trim();
  const other = decimal === '.' ? ',' : '.';
  if (!text.includes(other)) {
    const value = parseNumber(decimal === ',' ? text.replace(',', '.') : text);
    if (!Number.isNaN(value)) return value;
  }
  const parts = GROUPED.exec(text);
  if (parts === null) return Number.NaN;
  const [, between, , point = decimal] = parts;
  if (between === decimal || point !== decimal) return Number.NaN;
  return Number(text.replaceAll(between!, '').replace(decimal, '.'));
}

/** Whether `cell` is a number with thousands signs, or with what may be one. */
export function mayBeGrouped(cell: string): boolean {
  return GROUPED.test(cell.trim());
}

/** The first cell that is open, -1 if there is none. */
export function openCell(cells: readonly string[]): number {
  return cells.findIndex((cell) => marksOf([cell]).open.size > 0);
}

/** What an open `cell` may be, for a message. */
export function openText(cell: string): string {
  const text = cell.trim();
  const [one, other] = [text.replace(',', '.'), text.replace(/[.,]/, '')];
  return (
    `"${text}", which may be ${one} or ${other}, and no other cell tells: write numbers without ` +
    'thousands signs, with a decimal point, and with commas between the cells'
  );
}

/** The decimal sign that `marks` show; a point if they show both, undefined if they show none. */
export function provenSign({ decimal, thousands }: Marks): Mark | undefined {
  if (decimal.has('.') || thousands.has(',')) return '.';
  return decimal.has(',') || thousands.has('.') ? ',' : undefined;
}

/** Whether the marks show a point as the decimal sign, and a comma as well. */
function contradicts({ decimal, thousands }: Marks): boolean {
  const comma = decimal.has(',') || thousands.has('.');
  return comma && (decimal.has('.') || thousands.has(','));
}

function marksOfNothing(): Marks {
  const none: ReadonlySet<Mark> = new Set();
  return { decimal: none, thousands: none, open: none, small: false, large: false };
}
