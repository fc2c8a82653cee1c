import { expect, it } from 'vitest';
import { otherDeployments } from '../../../../engine/live/orders/other-deployments.ts';
import type { Fill } from '../../../../engine/live/plan/exchange.ts';

const NOW = Date.parse('2026-03-10T00:05:00Z');
const HOUR = 3_600_000;

function seen(
  clientOrderId: string | undefined,
  ageMs = HOUR,
  own = 'aaaa1111',
): readonly string[] {
  const fill: Fill = {
    orderId: 'x',
    clientOrderId,
    side: 'buy',
    size: 1,
    price: 1,
    time: NOW - ageMs,
  };
  return otherDeployments({ fills: [fill, fill], openOrders: [] }, own, NOW);
}

it.each([
  ['wf-demo-2026-03-09-1-bbbb2222', ['bbbb2222']],
  ['wf-live-2026-03-09-12-bbbb2222', ['bbbb2222']],
  ['wf-demo-PF_XBTUSD-2026-03-09-1-bbbb2222', ['bbbb2222']],
  ['wf-demo-2026-03-09-1-aaaa1111', []],
  ['wf-demo-2026-03-09-1-hand-cccc3333', []],
  ['another-program-2026-03-09-1-bbbb2222', []],
  [undefined, []],
])('the fill of %s is of the deployments %j', (id, found) => {
  expect(seen(id)).toEqual(found);
});

it('fills of more than a day ago do not count, and an hour is allowed for later runs', () => {
  expect(seen('wf-demo-2026-03-09-1-bbbb2222', 24.5 * HOUR)).toEqual(['bbbb2222']);
  expect(seen('wf-demo-2026-03-08-1-bbbb2222', 25.5 * HOUR)).toEqual([]);
});

it('a trade by hand sees no other deployment', () => {
  expect(seen('wf-demo-2026-03-09-1-bbbb2222', HOUR, 'hand-dddd4444')).toEqual([]);
});

it('an open order counts like a fill', () => {
  const order = { orderId: 'x', clientOrderId: 'wf-demo-2026-03-01-1-bbbb2222', reduceOnly: true };
  expect(otherDeployments({ fills: [], openOrders: [order] }, 'aaaa1111', NOW)).toEqual([
    'bbbb2222',
  ]);
});
