/**
 * The tools that an agent may use. Each is a command, with the command's own table of options.
 * There is no tool that trades, uploads, publishes or opens a connection.
 * Must not know: the protocol and processes.
 */

import type { OptionTable } from '../../engine/core/options.ts';
import { COMMON_OPTIONS, type Command, type CommandRegistry } from '../framework/command.ts';
import { optionsSchema } from '../framework/config-schema.ts';

/** A tool, as the list below has it. */
type ToolRow = {
  readonly command: string;
  /** Options that the tool sets, so that the agent cannot. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Options of the command that the tool does not have. */
  readonly without?: readonly string[];
  /** What the description says before the command's purpose. */
  readonly first?: string;
  /** What the agent must give. */
  readonly required?: readonly string[];
};

const TRIALS = 'Every variant that it scores is a trial and goes into the ledger of these bars.';

/**
 * Options of no tool: with an address of its own choice an agent could send the columns of the
 * bars, and the password of the user's queue, anywhere.
 */
const CONNECTIONS = ['queue', 'verify', 'store'];

/** `predict` without its log, because that is the record of live trading. */
const ROWS: Readonly<Record<string, ToolRow>> = {
  data_check: {
    command: 'data',
    first: 'Checks a file of bars: rows, range, gaps, flat bars, anomalies, and how it is read.',
    fixed: { action: 'check' },
    without: ['pair', 'revise', 'to', 'out'],
    required: ['file'],
  },
  features: { command: 'features' },
  select: { command: 'select', first: TRIALS },
  backtest: { command: 'backtest', first: TRIALS },
  assess: { command: 'assess', required: ['returns'] },
  audit: { command: 'audit' },
  report: { command: 'report', required: ['result'] },
  predict: { command: 'predict', without: ['log', 'logFile'] },
};

/** The names of all tools. */
export const TOOL_NAMES = Object.keys(ROWS);

/** A tool that is ready to be described or run. */
export type AgentTool = {
  readonly name: string;
  readonly command: Command;
  readonly fixed: Readonly<Record<string, unknown>>;
  /** The options that an agent may give. */
  readonly options: OptionTable;
  readonly required: readonly string[];
  readonly description: string;
};

/** The tool `name`; undefined if there is none. */
export async function agentTool(
  name: string,
  commands: CommandRegistry,
): Promise<AgentTool | undefined> {
  if (!Object.hasOwn(ROWS, name)) return undefined;
  const { command: commandName, fixed = {}, without = [], first, required = [] } = ROWS[name]!;
  const command = await commands[commandName]!();
  const { config, timing } = COMMON_OPTIONS;
  const hidden = new Set([...Object.keys(fixed), ...without, ...CONNECTIONS]);
  const rows = Object.entries({ ...command.options, config, timing });
  const options = Object.fromEntries(rows.filter(([option]) => !hidden.has(option)));
  const purpose = Object.keys(fixed).length === 0 ? [command.purpose] : [];
  return {
    name,
    command,
    fixed,
    options,
    required,
    description: [...purpose, ...(first === undefined ? [] : [first])].join(' '),
  };
}

/** The JSON Schema of what an agent may give to the tool. */
export function inputSchema({ options, required }: AgentTool) {
  return { ...optionsSchema(options), required: [...required] };
}
