/** The commands by name. Each is loaded when it is asked for, so that one does not wait for all. */

import type { CommandRegistry } from './command.ts';

export const COMMANDS: CommandRegistry = {
  backtest: async () => (await import('./backtest.ts')).backtestCommand,
  data: async () => (await import('./data.ts')).dataCommand,
  features: async () => (await import('./features.ts')).featuresCommand,
  'lambda:build': async () => (await import('./lambda-build.ts')).lambdaBuildCommand,
  'lambda:invoke': async () => (await import('./lambda-invoke.ts')).lambdaInvokeCommand,
  'live:diff': async () => (await import('./live-diff.ts')).liveDiffCommand,
  predict: async () => (await import('./predict.ts')).predictCommand,
  replay: async () => (await import('./replay.ts')).replayCommand(COMMANDS),
  select: async () => (await import('./select.ts')).selectCommand,
  trade: async () => (await import('./trade.ts')).tradeCommand,
  train: async () => (await import('./train.ts')).trainCommand,
};
