/** What the server and the process of a tool say to each other. Every message is plain JSON. */

import type { JsonObject } from '../framework/json-document.ts';

/** The first message to the process. */
export type ToolRequest = {
  readonly tool: string;
  /** What the agent gave. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The real path of the folder whose files the agent may name. */
  readonly folder: string;
  /** Absolute paths of files that earlier tools wrote: only these may be replaced. */
  readonly replaceable: readonly string[];
};

/** The second message to the process, if the agent does not want the answer any more. */
export const STOP = 'stop';

/** A file inside the folder. */
export type ToolFile = {
  /** From the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
};

/** How many trials there were ever on the bars of an answer. */
export type EverTried = {
  /** Null if it is not known, or if the tool read no bars. */
  readonly trialsEver: number | null;
  /** The same as a sentence. */
  readonly sentence: string;
};

export type ToolAnswer = {
  /** 0, or 1 if the answer is no: a check of `audit` failed. */
  readonly exitCode: number;
  /** What the command prints on a terminal. */
  readonly text: string;
  /** What the command prints with `--json`. */
  readonly document: JsonObject;
  /** The lines that the command prints on stderr. */
  readonly notes: readonly string[];
  /** The files that were written; the first is the document, if it was saved. */
  readonly files: readonly ToolFile[];
  readonly trials: EverTried;
};

export type ToolMessage =
  /** The absolute paths of the folders in which the tool is about to write. */
  | { readonly kind: 'folders'; readonly paths: readonly string[] }
  /** `at` is the number of finished pieces of work, with the fraction of the one at hand. */
  | { readonly kind: 'progress'; readonly at: number; readonly text: string }
  | { readonly kind: 'answer'; readonly answer: ToolAnswer }
  /** The line that a user of the command would read on stderr. */
  | { readonly kind: 'failure'; readonly text: string };
