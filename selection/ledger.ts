/**
 * The ledger of trials: every series of positions that was ever scored on the same bars, by any
 * command. The best of many trials is no forecast, and only who counts them all knows how many.
 * Vocabulary: a trial is a series of positions on tested bars; the same positions again are the
 * same trial, so a repeated run adds nothing. A batch is what one run added, the text of one file;
 * it holds the SHA-256 of the batch before, so that none can be changed or taken out unnoticed.
 * The format is JSON lines: a header, then one line a trial.
 * Must not know: files, the clock. They are passed in.
 */

import { createHash } from 'node:crypto';

/** Version of the format. */
const LEDGER_FORM = 1;

/** A scored series of positions, and what made it. */
type LedgerTrial = {
  /** `set`: one set of features on all tested bars; `nested year`: selected anew each year. */
  readonly what: string;
  /** Names in the dataset's order; empty where each window has its own. */
  readonly features: readonly string[];
  readonly target: string;
  /** The target's threshold, a log return; null where it has none or each window its own. */
  readonly threshold: number | null;
  /** Seeds of the forests whose mean probabilities decided. */
  readonly seeds: readonly number[];
  readonly trees: number;
  /** What a neutral signal did. */
  readonly neutral: string;
  /** What sets were compared by; `none` where no set was chosen. */
  readonly objective: string;
  /** Annualised net Sharpe ratio; null where undefined. */
  readonly sharpe: number | null;
};

/** A trial with the positions that it is known by. */
export type ScoredTrial = LedgerTrial & {
  /** Open of the first tested bar, unix seconds. */
  readonly start: number;
  /** (tested bars): positions from -1 to 1. */
  readonly positions: Float64Array;
};

/** A trial as the ledger holds it. */
export type StoredTrial = LedgerTrial & {
  readonly id: string;
  readonly start: number;
  /** Positions in steps of 1/127: `2:` and base64 of 2 bits each, or `8:` and of a byte each. */
  readonly positions: string;
  /** When and by which command it was first scored. */
  readonly at: string;
  readonly command: string;
};

/** Everything that batches hold together. */
export type Ledger = {
  /** Each trial once, in the order in which they were first scored. */
  readonly trials: readonly StoredTrial[];
  /** SHA-256 of the last batch; undefined without one. */
  readonly last: string | undefined;
  /** The first batch that is not what was written, or undefined. */
  readonly brokenAt: string | undefined;
};

type Header = {
  readonly ledger: number;
  readonly data: string;
  readonly previous: string | null;
  readonly at: string;
  readonly command: string;
  readonly version: string;
};

/**
 * The text of the next batch of `ledger`: those of `trials` that it does not hold yet; undefined if
 * there is none.
 */
export function nextBatch(
  ledger: Ledger,
  trials: readonly ScoredTrial[],
  run: Omit<Header, 'ledger' | 'previous'>,
): string | undefined {
  const known = new Set(ledger.trials.map(({ id }) => id));
  const lines: string[] = [];
  for (const { positions, ...trial } of trials) {
    const packed = packedPositions(positions);
    const id = trialId(trial.start, packed);
    if (known.has(id)) continue;
    known.add(id);
    lines.push(JSON.stringify({ id, ...trial, positions: packed }));
  }
  if (lines.length === 0) return undefined;
  const header: Header = { ledger: LEDGER_FORM, previous: ledger.last ?? null, ...run };
  return `${[JSON.stringify(header), ...lines].join('\n')}\n`;
}

/** Number of different trials among `trials`. */
export function countTrials(trials: readonly ScoredTrial[]): number {
  const ids = trials.map(({ start, positions }) => trialId(start, packedPositions(positions)));
  return new Set(ids).size;
}

/**
 * What `batches` hold, in their order. A batch that was changed, or that follows one which was
 * changed or taken out, breaks the chain; its trials count as far as they can be read.
 */
export function readLedger(
  batches: readonly { readonly name: string; readonly text: string }[],
): Ledger {
  const trials = new Map<string, StoredTrial>();
  let last: string | undefined;
  let brokenAt: string | undefined;
  for (const { name, text } of batches) {
    const [first, ...rest] = text.split('\n').map(parsed);
    const header = first as Partial<Header> | undefined;
    const whole = text.endsWith('\n') && rest.slice(0, -1).every(isTrial);
    const follows = header?.ledger === LEDGER_FORM && header.previous === (last ?? null);
    if (!(whole && follows)) brokenAt ??= name;
    for (const trial of rest.filter(isTrial)) {
      if (trials.has(trial.id)) continue;
      const { at = '', command = '' } = header ?? {};
      trials.set(trial.id, { ...trial, at, command });
    }
    last = sha256(text);
  }
  return { trials: [...trials.values()], last, brokenAt };
}

/** Float64Array: the positions of a stored trial, in steps of 1/127. */
export function unpackedPositions(packed: string): Float64Array {
  const bytes = Buffer.from(packed.slice(2), 'base64');
  if (packed.startsWith('8:')) return Float64Array.from(new Int8Array(bytes), (b) => b / STEPS);
  const count = bytes.readUInt32LE(0);
  return Float64Array.from(
    { length: count },
    (_, i) => ((bytes[4 + (i >> 2)]! >> (2 * (i & 3))) & 3) - 1,
  );
}

/** Steps from flat to long. */
const STEPS = 127;

function packedPositions(positions: Float64Array): string {
  if (!positions.every((p) => p === 0 || Math.abs(p) === 1)) {
    const steps = Int8Array.from(positions, (p) => Math.round(p * STEPS));
    return `8:${Buffer.from(steps.buffer).toString('base64')}`;
  }
  const bytes = Buffer.alloc(4 + Math.ceil(positions.length / 4));
  bytes.writeUInt32LE(positions.length, 0);
  positions.forEach((p, i) => {
    bytes[4 + (i >> 2)]! |= (p + 1) << (2 * (i & 3));
  });
  return `2:${bytes.toString('base64')}`;
}

function trialId(start: number, packed: string): string {
  return sha256(`${start} ${packed}`).slice(0, 16);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** True for a line whose id is that of its positions. */
function isTrial(line: unknown): line is Omit<StoredTrial, 'at' | 'command'> {
  if (typeof line !== 'object' || line === null) return false;
  const { id, start, positions } = line as Partial<StoredTrial>;
  if (typeof start !== 'number' || typeof positions !== 'string') return false;
  return id === trialId(start, positions);
}
