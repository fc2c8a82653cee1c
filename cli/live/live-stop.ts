/** `npm run live:stop`: turns the kill switch of a deployment on. It asks nobody. */

import { isoTime } from '../../engine/core/bar-time.ts';
import { setKillSwitch, type KillSwitch } from '../../engine/live/journal/kill-switch.ts';
import type { Command } from '../framework/command.ts';
import { defineCommand } from '../framework/command.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import { commandLine } from '../framework/call.ts';
import { settingsOf } from './live-edges.ts';
import { BUCKET_OPTIONS, operatorStore } from './operator-store.ts';

const OPTIONS = {
  ...BUCKET_OPTIONS,
  reason: {
    kind: 'text',
    default: undefined,
    placeholder: 'TEXT',
    doc: 'Why; live:status shows it',
  },
} as const;

export const liveStopCommand: Command = defineCommand({
  name: 'live:stop',
  purpose: 'Turns the kill switch on: no order is sent any more. Signals and mails go on.',
  options: OPTIONS,
  examples: ['--bucket my-btc-signals --reason "exchange looks odd"', '--bucket ./copy-of-bucket'],
  acts: 'turns a kill switch on',
  run: async (context, { bucket, reason }) => {
    const { s3StatePrefix } = settingsOf(context);
    const store = await operatorStore(context, bucket);
    const { standing, wasOn } = await setKillSwitch(store, s3StatePrefix, {
      reason: reason ?? null,
      at: isoTime(Math.floor(context.now() / 1000)),
      by: context.env['USER'] ?? context.env['USERNAME'] ?? null,
    });
    const text = [
      wasOn ? `was on before: ${killSwitchText(standing)}` : 'the kill switch is on',
      'No order is sent any more. An open position stays as it is:',
      `  ${commandLine(context.call, 'trade', '--close --env demo|live')} closes it`,
      `  ${commandLine(context.call, 'live:resume', `--bucket ${bucket}`)} turns the switch off`,
    ].join('\n');
    return { result: { on: true, wasOn, ...killSwitchJson(standing) }, text };
  },
});

/** The kill switch for a command's result. */
export function killSwitchJson({
  reason,
  at,
  by,
}: KillSwitch): Readonly<Record<string, JsonInput>> {
  const unsaid = missing('the kill switch does not say it');
  return { reason: reason ?? unsaid, at: at ?? unsaid, by: by ?? unsaid };
}

/** `since 2026-03-10T12:00:00Z, by ann: exchange looks odd` */
export function killSwitchText({ reason, at, by }: KillSwitch): string {
  const who = by === null ? '' : `, by ${by}`;
  return `since ${at ?? 'an unknown time'}${who}: ${reason ?? 'no reason given'}`;
}
