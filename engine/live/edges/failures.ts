/**
 * Failures of the outside world. There is one class for each way in which a caller reacts.
 * No message shows a secret: it is built from fixed words, names of fields and objects, and a
 * status. No body, header, query, key or account number is passed to these constructors. `cause` is
 * a new error with the code only, because a library's own error may quote what it was given.
 */

import { OutsideError } from '../../core/errors.ts';

/**
 * How a request failed. After any of these it is not known whether a sent order arrived, so the
 * caller must look the order up before it sends anything.
 */
export type HttpFailureKind =
  'timeout' | 'reset' | 'unreachable' | 'rate limit' | 'server error' | 'not JSON' | 'out of time';

/** A request without a usable answer. A read may be tried again, unless it is `out of time`. */
export class HttpFailure extends OutsideError {
  readonly kind: HttpFailureKind;
  /** How long the server asks to wait before the next request, ms; 0 if it does not say. */
  readonly retryAfterMs: number;

  /** @param label the fixed name of the request, such as `futures openpositions` */
  constructor(
    label: string,
    kind: HttpFailureKind,
    detail = '',
    more: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
  ) {
    const cause = plainCause(more.cause);
    super(`${label}: ${kind}${detail === '' ? '' : ` (${detail})`}`, { cause });
    this.kind = kind;
    this.retryAfterMs = more.retryAfterMs ?? 0;
  }
}

/** The exchange answered with an error. */
export class ExchangeRefused extends OutsideError {
  // A private field, because logs show the public fields of an error and the text is not ours.
  readonly #reason: string;
  /** The error may be gone at the next read. */
  readonly passes: boolean;
  /** It is certain that the request changed nothing at the exchange. */
  readonly nothingDone: boolean;

  constructor(
    label: string,
    reason: string,
    is: { readonly passes: boolean; readonly nothingDone: boolean },
  ) {
    super(`${label}: the exchange answers ${quotedReason(reason)}`);
    this.#reason = reason;
    this.passes = is.passes;
    this.nothingDone = is.nothingDone;
  }

  /** The exchange's own text, for decisions only: it may quote a secret, so never show it. */
  get reason(): string {
    return this.#reason;
  }
}

/** An answer, or a stored file, that does not have the expected form. */
export class MalformedAnswer extends OutsideError {}

/** The journal of a day is damaged, or of a version that this program does not know. */
export class JournalUnreadable extends OutsideError {}

/** A conditional write was refused because another writer came first. */
export class WriteRefused extends OutsideError {}

/** The credentials cannot be used: they are missing, refused or of another account. */
export class CredentialsRefused extends OutsideError {}

/** The model is missing, damaged, too old, or not the one that the pointer names. */
export class ModelUnusable extends OutsideError {}

/** No decision is possible today because bars are late, missing, wrong or out of order. */
export class BarsUnusable extends OutsideError {}

/** Another run is working on the day, so this run stops. */
export class DayTaken extends OutsideError {}

/**
 * It was not possible to find out in time what became of an order. Its intent is stored, so that a
 * later run can look it up.
 */
export class OrderUnsettled extends OutsideError {}

/** The class and the code of an error as one line, without any text that a library wrote. */
export function plainCause(cause: unknown): Error | undefined {
  if (cause === undefined) return undefined;
  const code = networkCode(cause);
  const name = cause instanceof Error ? cause.name : typeof cause;
  return new Error(code === '' ? name : `${name} ${code}`);
}

/** The code (such as `ECONNRESET`) of an error or of one of its causes; '' if there is none. */
export function networkCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)) return code;
  }
  return '';
}

/**
 * The reason in quotes, if it is plain words: `"insufficientFunds"`. Any other reason may quote a
 * secret, so the text is then `an unknown reason`.
 */
export function quotedReason(reason: string): string {
  return /^[A-Za-z][A-Za-z :_]{0,60}$/.test(reason) ? `"${reason}"` : 'an unknown reason';
}
