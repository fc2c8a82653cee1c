/**
 * What can go wrong outside, one class for each way to react.
 * Redaction by construction: a message is built from a fixed label, a kind and a status. No body,
 * header, query, key or account number is ever handed to these constructors, and `cause` is a new
 * error that carries the code alone, since a library's own error may quote what it was given.
 */

import { OutsideError } from '../../core/errors.ts';

/** How a request failed. After any of these a send's fate is unknown: look, never resend. */
export type HttpFailureKind =
  'timeout' | 'reset' | 'unreachable' | 'rate limit' | 'server error' | 'not JSON' | 'out of time';

/** A request without a usable answer. All kinds but `out of time` are worth another read. */
export class HttpFailure extends OutsideError {
  readonly kind: HttpFailureKind;

  /** @param label the request's fixed name, such as `futures openpositions` */
  constructor(label: string, kind: HttpFailureKind, detail = '', cause?: unknown) {
    super(`${label}: ${kind}${detail === '' ? '' : ` (${detail})`}`, { cause: plainCause(cause) });
    this.kind = kind;
  }
}

/** An answer that says no: an error envelope of the exchange. */
export class ExchangeRefused extends OutsideError {
  // No field that a runtime's log shows with the error: the text is the exchange's.
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

  /** What it answers, as it is: to decide by, not to show. */
  get reason(): string {
    return this.#reason;
  }
}

/** An answer of a shape that the protocol does not allow. */
export class MalformedAnswer extends OutsideError {}

/** A conditional write refused, by 412 or 409: somebody else wrote first. */
export class WriteRefused extends OutsideError {}

/** No way to trade with the credentials at hand: missing, refused, of another account. */
export class CredentialsRefused extends OutsideError {}

/** The model is missing, corrupt, too old or not what the pointer promises. */
export class ModelUnusable extends OutsideError {}

/** The bars do not allow a decision today: late, missing, out of order. */
export class BarsUnusable extends OutsideError {}

/** Another run holds the day: nothing was done, and a later invocation goes on. */
export class DayTaken extends OutsideError {}

/** An order's fate could not be settled in time; the journal has it, a later invocation looks. */
export class OrderUnsettled extends OutsideError {}

/** An error as one line without what libraries may have quoted: its class and its code. */
export function plainCause(cause: unknown): Error | undefined {
  if (cause === undefined) return undefined;
  const code = networkCode(cause);
  const name = cause instanceof Error ? cause.name : typeof cause;
  return new Error(code === '' ? name : `${name} ${code}`);
}

/** The `ECONNRESET`-like code of an error or of the error that caused it, else the empty text. */
export function networkCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)) return code;
  }
  return '';
}

/** `"insufficientFunds"`; a reason that is not plain words may quote a secret: left out. */
export function quotedReason(reason: string): string {
  return /^[A-Za-z][A-Za-z :_]{0,60}$/.test(reason) ? `"${reason}"` : 'an unknown reason';
}
