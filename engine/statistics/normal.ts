/** The standard normal distribution. Must not know: what is being measured. */

/**
 * The standard normal quantile: x with P(X ≤ x) = p; NaN outside (0, 1). Relative error about
 * 1e-16. Source: M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988), 477-484.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const x =
    r <= 5
      ? polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6)
      : polynomial(TAIL_TOP, r - 5) / polynomial(TAIL_BOTTOM, r - 5);
  return q < 0 ? -x : x;
}

/** The standard normal density at x. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) * INVERSE_ROOT_2_PI;
}

/**
 * P(X ≤ x) of the standard normal distribution, relative error below 1e-14, 1e-12 beyond 8
 * deviations; the lower tail keeps it down to the smallest number.
 * Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
 * Computation 23 (1969), in the form of his ANORM (algorithm 715, 1993).
 */
export function normalDistribution(x: number): number {
  const y = Math.abs(x);
  if (y <= CENTRE_LIMIT) return 0.5 + x * ratioOf(CODY_CENTRE_TOP, CODY_CENTRE_BOTTOM, y * y);
  const tail = y > UNDERFLOW ? 0 : gaussTail(y);
  return x > 0 ? 1 - tail : tail;
}

/** P(X > y) for y above the centre; NaN where y is. */
function gaussTail(y: number): number {
  if (y <= MIDDLE_LIMIT) return bell(y) * ratioOf(CODY_MIDDLE_TOP, CODY_MIDDLE_BOTTOM, y);
  const inverse = 1 / (y * y);
  const series = inverse * ratioOf(CODY_TAIL_TOP, CODY_TAIL_BOTTOM, inverse);
  return (bell(y) * (INVERSE_ROOT_2_PI - series)) / y;
}

/** exp(-y²/2), with y split so that the rounding of y² does not grow in the exponent. */
function bell(y: number): number {
  const coarse = Math.trunc(y * 16) / 16;
  return Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (y - coarse) * (y + coarse));
}

/** Quotient of two polynomials. */
function ratioOf(top: readonly number[], bottom: readonly number[], x: number): number {
  return polynomial(top, x) / polynomial(bottom, x);
}

/** Horner's rule; coefficients from the constant term up. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]!;
  return value;
}

const CENTRE_TOP = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const CENTRE_BOTTOM = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const MIDDLE_TOP = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_BOTTOM = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
  0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
];
const TAIL_TOP = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
  0.026532189526576124, 0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const TAIL_BOTTOM = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
];

/** Limits of Cody's three ranges. */
const CENTRE_LIMIT = 0.67448975;
const MIDDLE_LIMIT = Math.sqrt(32);
/** Beyond it the tail is below the smallest number. */
const UNDERFLOW = 38.6;
const INVERSE_ROOT_2_PI = 0.3989422804014327;

const CODY_CENTRE_TOP = [
  18154.98125334356, 1067.6894854603709, 161.02823106855587, 2.2352520354606837,
  0.06568233791820745,
];
const CODY_CENTRE_BOTTOM = [
  45507.78933502673, 10260.932208618979, 976.0985517377767, 47.202581904688245, 1.0,
];
const CODY_MIDDLE_TOP = [
  9842.714838383978, 11602.65143764735, 6848.190450536283, 2494.5375852903726, 597.2702763948002,
  93.50665613217785, 8.883149794388377, 0.39894151208813466, 1.0765576773720192e-8,
];
const CODY_MIDDLE_BOTTOM = [
  19685.429676859992, 38912.00328609327, 34900.95272114598, 18615.571640885097, 6485.558298266761,
  1519.3775994075547, 235.387901782625, 22.266688044328117, 1.0,
];
const CODY_TAIL_TOP = [
  2.9112874951168793e-5, 0.0014216191932278934, 0.022235277870649807, 0.12740116116024736,
  0.215898534057957, 0.023073441764940174,
];
const CODY_TAIL_BOTTOM = [
  7.297515550839662e-5, 0.0037823963320275824, 0.06598813786892856, 0.4682382124808651,
  1.284260096144911, 1.0,
];
