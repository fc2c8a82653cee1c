/** The options of `portfolio`. */

import { PORTFOLIO_RUN_OPTIONS } from '../../door/portfolio-options.ts';
import type { OptionTable, OptionValues } from '../../engine/core/options.ts';
import { POOL_OPTIONS } from '../../engine/queue/queue-options.ts';
import { DATA_OPTIONS } from '../framework/command.ts';
import { PORTFOLIO_FUNDING_OPTIONS } from './portfolio-funding.ts';
import { REPORT_OPTIONS } from './report-options.ts';

export const PORTFOLIO_OPTIONS = {
  dataDir: {
    kind: 'text',
    default: undefined,
    placeholder: 'DIR',
    path: 'folder',
    doc: 'Folder with a file of bars for each asset; left out: three synthetic samples',
  },
  assets: {
    kind: 'list',
    default: [],
    placeholder: 'SPY,QQQ,…',
    doc: 'Assets by the names of their files, with or without an exchange; left out: all files',
  },
  timeframe: DATA_OPTIONS.timeframe,
  to: DATA_OPTIONS.to,
  features: {
    kind: 'text',
    default: 'equity_curated',
    placeholder: 'SET|a,b,…',
    doc: 'A named set or a list of features; each asset has its own model of them',
  },
  ...PORTFOLIO_RUN_OPTIONS,
  ...PORTFOLIO_FUNDING_OPTIONS,
  ...POOL_OPTIONS,
  predictions: {
    kind: 'text',
    default: undefined,
    placeholder: 'DIR',
    path: 'folder',
    doc: 'Write a CSV of the tested bars of each asset and one of the portfolio to this folder',
    recorded: false,
  },
  ...REPORT_OPTIONS,
} as const satisfies OptionTable;

export type PortfolioOptions = OptionValues<typeof PORTFOLIO_OPTIONS>;
