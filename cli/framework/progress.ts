/**
 * The progress of long work, on stderr. On a terminal it is a bar with the time left. Elsewhere it
 * is plain lines, at most one every few seconds, and no line for work that ends soon.
 */

import type { Clock, PhaseTimer } from '../../engine/core/phase-timer.ts';
import type { ProgressReport } from './command.ts';

/** A stream such as process.stderr. */
export type Output = {
  readonly isTTY?: boolean;
  /** Columns of its terminal. */
  readonly columns?: number;
  readonly write: (text: string) => unknown;
};

export type Progress = {
  /**
   * Starts to show the progress of a piece of work with the name `label`; with its rate if `unit`
   * names what is counted.
   */
  readonly start: (label: string, unit?: string) => ProgressReport;
  /**
   * Names a phase of work on a terminal until the returned function is called. It is for work whose
   * amount is not known; elsewhere it prints nothing.
   */
  readonly phase: (name: string) => () => void;
  /** Removes the bar and prints a line. */
  readonly note: (line: string) => void;
  /** Prints a line before the next note, when work starts, or when the bar is removed. */
  readonly hold: (line: string) => void;
  /** Forgets the lines that are held. */
  readonly drop: () => void;
  /** Removes the bar, and prints the lines that are held. */
  readonly clear: () => void;
};

const LINE_EVERY_MS = 5000;
const REDRAW_EVERY_MS = 100;
const BAR_WIDTH = 30;
/** A shorter bar shows nothing that the percentage does not show. */
const LEAST_BAR_WIDTH = 8;
const USUAL_COLUMNS = 80;
const CLEAR_LINE = '\r\u001B[2K';

/** Progress on the stream `output`, with the time of `clock`. */
export function createProgress(output: Output, clock: Clock): Progress {
  const terminal = output.isTTY === true;
  let drawn = false;
  let held: string[] = [];
  const erase = (): void => {
    if (drawn) output.write(CLEAR_LINE);
    drawn = false;
  };
  const release = (): void => {
    if (held.length > 0) erase();
    for (const line of held.splice(0)) output.write(`${line}\n`);
  };
  const clear = (): void => {
    erase();
    release();
  };
  // A line that the terminal breaks could not be drawn again in its place.
  const draw = (line: (room: number) => string): void => {
    const room = (output.columns ?? USUAL_COLUMNS) - 1;
    output.write(`${CLEAR_LINE}${line(room).slice(0, room)}`);
    drawn = true;
  };
  const phase = (name: string): (() => void) => {
    if (terminal) draw(() => `${name} …`);
    return erase;
  };
  const note = (line: string): void => {
    clear();
    output.write(`${line}\n`);
  };
  const start = (label: string, unit?: string): ProgressReport => {
    release();
    const startMs = clock();
    let lastMs = terminal ? Number.NEGATIVE_INFINITY : startMs;
    return (done, total) => {
      const nowMs = clock();
      if (done >= total) {
        erase();
      } else if (nowMs - lastMs >= (terminal ? REDRAW_EVERY_MS : LINE_EVERY_MS)) {
        lastMs = nowMs;
        const elapsedMs = nowMs - startMs;
        const work = { label, unit, done, total, elapsedMs };
        if (terminal) draw((room) => barLine(work, room));
        else note(progressText(work));
      }
    };
  };
  const hold = (line: string): void => void held.push(line);
  const drop = (): void => {
    held = [];
  };
  return { start, phase, note, hold, drop, clear };
}

/** `timer`, and while it measures a phase, `progress` names the phase. */
export function shownTimer(timer: PhaseTimer, progress: Pick<Progress, 'phase'>): PhaseTimer {
  return {
    ...timer,
    time: (phase, work) => {
      const end = progress.phase(phase);
      try {
        return timer.time(phase, work);
      } finally {
        end();
      }
    },
    timeAsync: async (phase, work) => {
      const end = progress.phase(phase);
      try {
        return await timer.timeAsync(phase, work);
      } finally {
        end();
      }
    },
  };
}

/** A piece of work that is under way. */
export type WorkUnderWay = {
  readonly label: string;
  /** What is counted, such as `bars`. */
  readonly unit?: string | undefined;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
};

/** A line such as `forests: 40 %, 1,200 bars/s, 0:12 left`. */
export function progressText(work: WorkUnderWay): string {
  return `${work.label}: ${percent(work.done / work.total)}${left(work)}`;
}

function left({ elapsedMs, done, total, unit }: WorkUnderWay): string {
  return rate(elapsedMs, done, unit) + timeLeft(elapsedMs, done, total);
}

/** A line such as `forests [###---] 50 %, 0:12 left`; its bar is short if there is little room. */
function barLine(work: WorkUnderWay, room: number): string {
  const fraction = work.done / work.total;
  const facts = `${percent(fraction)}${left(work)}`;
  const width = Math.min(BAR_WIDTH, room - work.label.length - facts.length - ' [] '.length);
  if (width < LEAST_BAR_WIDTH) return `${work.label} ${facts}`;
  const full = Math.floor(fraction * width);
  return `${work.label} [${'#'.repeat(full)}${'-'.repeat(width - full)}] ${facts}`;
}

function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/**
 * The rate as `, 1,200 bars/s`, or `, 2.4 histories/min` if a unit takes longer than 10 seconds;
 * empty before the first unit is done, or if no unit is named.
 */
function rate(elapsedMs: number, done: number, unit: string | undefined): string {
  if (unit === undefined || done <= 0 || elapsedMs <= 0) return '';
  const perSecond = (1000 * done) / elapsedMs;
  if (perSecond < 0.1) return `, ${(60 * perSecond).toFixed(1)} ${unit}/min`;
  const shown = perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en');
  return `, ${shown} ${unit}/s`;
}

/** The time left as `, 1:05 left`, by the speed so far; empty before the first unit is done. */
function timeLeft(elapsedMs: number, done: number, total: number): string {
  if (done <= 0) return '';
  const seconds = Math.ceil(((elapsedMs / done) * (total - done)) / 1000);
  const minutes = Math.floor(seconds / 60);
  return `, ${minutes}:${String(seconds % 60).padStart(2, '0')} left`;
}
