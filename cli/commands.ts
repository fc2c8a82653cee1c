/** The commands by name, and their groups. Only the command that is called is loaded. */

import type { CommandRegistry } from './framework/command.ts';
import type { CommandGroup } from './framework/help.ts';

export const COMMANDS: CommandRegistry = {
  assess: async () => (await import('./research/assess.ts')).assessCommand,
  audit: async () => (await import('./research/audit.ts')).auditCommand,
  backtest: async () => (await import('./research/backtest.ts')).backtestCommand,
  calibrate: async () => (await import('./research/calibrate.ts')).calibrateCommand,
  completion: async () => (await import('./completion.ts')).completionCommand(COMMANDS),
  data: async () => (await import('./research/data.ts')).dataCommand,
  features: async () => (await import('./research/features.ts')).featuresCommand,
  'lambda:build': async () => (await import('./lambda/lambda-build.ts')).lambdaBuildCommand,
  'lambda:invoke': async () => (await import('./lambda/lambda-invoke.ts')).lambdaInvokeCommand,
  ledger: async () => (await import('./research/ledger.ts')).ledgerCommand,
  'live:diff': async () => (await import('./live/live-diff.ts')).liveDiffCommand,
  'live:preflight': async () => (await import('./live/live-preflight.ts')).livePreflightCommand,
  'live:report': async () => (await import('./live/live-report.ts')).liveReportCommand,
  'live:resume': async () => (await import('./live/live-resume.ts')).liveResumeCommand,
  'live:status': async () => (await import('./live/live-status.ts')).liveStatusCommand,
  'live:stop': async () => (await import('./live/live-stop.ts')).liveStopCommand,
  mcp: async () => (await import('./mcp/mcp.ts')).mcpCommand(COMMANDS),
  portfolio: async () => (await import('./research/portfolio.ts')).portfolioCommand,
  predict: async () => (await import('./live/predict.ts')).predictCommand,
  replay: async () => (await import('./research/replay.ts')).replayCommand(COMMANDS),
  report: async () => (await import('./research/report.ts')).reportCommand,
  select: async () => (await import('./research/select.ts')).selectCommand,
  trade: async () => (await import('./live/trade.ts')).tradeCommand,
  train: async () => (await import('./live/train.ts')).trainCommand,
  worker: async () => (await import('./research/worker.ts')).workerCommand,
};

/** The titles and the names of `help`; each command stands in one group. */
const GROUPS: readonly (readonly [title: string, names: readonly string[]])[] = [
  [
    'Research',
    ['features', 'select', 'backtest', 'portfolio', 'assess', 'audit', 'calibrate', 'report'],
  ],
  ['Data', ['data']],
  [
    'Live',
    [
      'train',
      'predict',
      'trade',
      'live:preflight',
      'live:status',
      'live:report',
      'live:diff',
      'live:stop',
      'live:resume',
    ],
  ],
  ['Function', ['lambda:build', 'lambda:invoke']],
  ['Tools', ['replay', 'ledger', 'worker', 'mcp', 'completion']],
];

/** All commands, which are loaded for it, in the groups that `help` shows. */
export async function commandGroups(): Promise<readonly CommandGroup[]> {
  return Promise.all(
    GROUPS.map(async ([title, names]) => ({
      title,
      commands: await Promise.all(names.map((name) => COMMANDS[name]!())),
    })),
  );
}
