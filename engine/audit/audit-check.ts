/**
 * The names of the audit's checks, and what one of them says about one subject (a feature, the
 * target, a rule, a series, the folds). Must not know: how a check is made.
 */

/** Each check with one line on what it proves if it passes. */
export const AUDIT_CHECKS = {
  truncation: 'values are the same, bit for bit, if later bars do not exist',
  'future-shuffle': 'values are the same, bit for bit, if later bars are others',
  'forming-bar': 'a last bar that still changes changes no earlier value, and is not in the run',
  scaling: 'nothing is measured over the whole file: its end does not change its first half',
  repeatable: 'the same bars give the same values again, other bars give other values',
  'too-good': 'the next return and its size are not known better than an honest column can',
  'target-copy': 'the column is no copy, monotone function or code of the target',
  'label-horizon': "a label does not change after the target's horizon",
  purge: 'no training label is known later than the first decision of its fold',
  bins: "the bins' edges come from training rows only",
  votes: 'the votes of a fold do not depend on later rows or on labels beyond its training',
  'regime-labels': 'the regime of a bar uses returns that are known at the bar',
  calendar: 'the session of a bar does not depend on later bars, and times increase',
  'publication-lag': 'a bar knows only what was published before its close',
  selection: 'features were chosen on bars before the tested part',
} as const satisfies Readonly<Record<string, string>>;

/** The name of a check. */
export type AuditCheckName = keyof typeof AUDIT_CHECKS;

/** What a check says about a subject. */
export type AuditCheck = {
  readonly name: AuditCheckName;
  /** What was checked: the name of a feature, of a series, of the target, or `folds`. */
  readonly subject: string;
  readonly passed: boolean;
  /** What was tried, or where and how the check failed. */
  readonly detail: string;
};

/**
 * The check's answer from `fault`: why it failed, or undefined if it passed.
 * @param tried what was tried, for the answer of a check that passed
 */
export function checkOf(
  name: AuditCheckName,
  subject: string,
  answer: { readonly fault: string | undefined; readonly tried: string },
): AuditCheck {
  const { fault, tried } = answer;
  return { name, subject, passed: fault === undefined, detail: fault ?? tried };
}
