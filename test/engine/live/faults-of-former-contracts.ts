/** Contract and phase change: what is said about a position that no run looks after any more. */

import { everyDay, killAfter, type FaultCase } from './fault-case.ts';

const OTHER = 'a position or an order in another contract';
const PF = { FUTURES_SYMBOL: 'PF_XBTUSD' };

export const FORMER_CONTRACT_FAULTS: readonly FaultCase[] = [
  {
    fault: OTHER,
    how: 'back to paper with another contract: each mail has the position in the old one',
    when: async (site) => {
      await site.run();
      site.env = { ...site.env, ...PF, ENABLE_TRADING: 'false' };
      return await everyDay(site, 2, /see warnings[^]*another contract, 1000 PI_XBTUSD/);
    },
    expected: { position: 1000, placed: 1, lines: 3 },
  },
  {
    fault: OTHER,
    how: 'on paper the linear position was closed by hand: no later day says that it stands',
    env: PF,
    when: async (site) => {
      const { env } = site;
      await site.run();
      const paper = { ...env, ENABLE_TRADING: 'false' };
      site.env = paper;
      const stands = /LONG, 166 contracts[^]*: FUTURES_SYMBOL=PF_XBTUSD npm run trade -- --close/;
      const failure = await everyDay(site, 1, stands);
      if (failure !== undefined) return failure;
      site.futures.book.tradeByHand(-166);
      site.nextDay();
      await site.run();
      const count = site.aws.mails.length;
      site.env = { ...paper, KRAKEN_SECRET_NAME: '' };
      site.nextDay();
      await site.run();
      site.env = env;
      site.nextDay();
      await site.run();
      const texts = site.aws.mails.slice(count).map(({ text }) => text);
      const wrong = texts.find((text) => /166 contracts, as of|contracts of PI/.test(text));
      return wrong === undefined ? undefined : new Error(wrong);
    },
    expected: { position: 166, placed: 2, lines: 5, action: 'BUY' },
  },
  {
    fault: OTHER,
    how: 'an order of another phase was not looked up: its record names its contract',
    env: PF,
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.env = { ...site.env, ENABLE_TRADING: 'false' };
      site.nextDay();
      const failure = await site.failure();
      const { trade } = site.log()[0] as { readonly trade: Record<string, unknown> };
      return trade['instrument'] === 'PF_XBTUSD' ? failure : new Error('no contract');
    },
    expected: { position: 166, placed: 1, lines: 2, mail: /Trade \(demo\): UNFINISHED/ },
  },
];
