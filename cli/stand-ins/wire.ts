/**
 * What all fakes have in common. A service is a function from a request to an answer; a plan says
 * which requests fail, and how. The same services run over sockets (loopback.ts) and in the
 * simulation.
 */

export type WireRequest = {
  readonly method: string;
  /** Decoded path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it was sent, because signatures are made from it. */
  readonly rawQuery: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
};

export type WireAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

export type WireService = (request: WireRequest) => WireAnswer;

/**
 * A fault. With `hang` the client gets no answer, with `reset` it loses the connection. `after`
 * means that the service has handled the request before that, `before` that it has not. The other
 * kinds change the answer, or let the request arrive late.
 */
export type WireFault =
  | { readonly kind: 'hang' | 'reset'; readonly when: 'before' | 'after' }
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  | { readonly kind: 'html' | 'truncated' }
  /** The client gets no answer or loses the connection; the service gets the request `ms` later. */
  | { readonly kind: 'late'; readonly ms: number; readonly client: 'hang' | 'reset' };

/** The fault of a request, or undefined if it is served. Called once for each request. */
export type FaultPlan = (request: WireRequest) => WireFault | undefined;

export type WireOutcome = WireAnswer | 'hang' | 'reset';

/** What the client gets for `request`. `later` handles a request that arrives late. */
export function serve(
  service: WireService,
  plan: FaultPlan,
  request: WireRequest,
  later: (ms: number, work: () => void) => void,
): WireOutcome {
  const fault = plan(request);
  if (fault === undefined) return service(request);
  switch (fault.kind) {
    case 'hang':
    case 'reset':
      if (fault.when === 'after') service(request);
      return fault.kind;
    case 'answer':
      return fault.answer;
    case 'html':
      service(request);
      return { status: 200, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' };
    case 'truncated': {
      const { status, body } = service(request);
      const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
      return { status, body: text.slice(0, Math.floor(text.length * 0.7)) };
    }
    case 'late':
      later(fault.ms, () => service(request));
      return fault.client;
  }
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** A JSON answer, with status 200 by default. */
export function jsonAnswer(value: unknown, status = 200): WireAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The fields of a form body. */
export function formOf(request: WireRequest): URLSearchParams {
  return new URLSearchParams(textOf(request));
}

/** The body as text. */
export function textOf(request: WireRequest): string {
  return decoder.decode(request.body);
}

/** A request from the arguments that a client gives to `fetch`. */
export function wireRequest(parts: {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: Uint8Array | string;
}): WireRequest {
  const start = parts.url.startsWith('/') ? 0 : parts.url.indexOf('/', parts.url.indexOf('//') + 2);
  const [path = '', rawQuery = ''] = parts.url.slice(start).split('?');
  const { body = '' } = parts;
  return {
    method: parts.method,
    path: decodeURIComponent(path),
    query: new URLSearchParams(rawQuery),
    rawQuery,
    headers: Object.fromEntries(
      Object.entries(parts.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: typeof body === 'string' ? encoder.encode(body) : body,
  };
}
