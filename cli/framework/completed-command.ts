/**
 * A command as a shell completes it. Each shell's script is made from these facts.
 * Must not know: any particular shell or command.
 */

/** What may stand in the place of a value. */
export type CompletedValues = {
  readonly words: readonly string[];
  readonly path: 'file' | 'folder' | undefined;
};

export type CompletedFlag = CompletedValues & {
  readonly flag: string;
  /** False for a flag that takes no value. */
  readonly takesValue: boolean;
  readonly doc: string;
};

export type Completed = {
  readonly name: string;
  readonly purpose: string;
  readonly flags: readonly CompletedFlag[];
  /** What may stand in the places of arguments without a flag. */
  readonly positions: readonly CompletedValues[];
};
