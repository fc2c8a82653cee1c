/** `npm run live:resume`: turns the kill switch of a deployment off, after a typed yes. */

import { readKillSwitch, removeKillSwitch } from '../../engine/live/journal/kill-switch.ts';
import { missing } from '../framework/json-document.ts';
import type { Command } from '../framework/command.ts';
import { defineCommand } from '../framework/command.ts';
import { confirm } from './confirm.ts';
import { settingsOf } from './live-edges.ts';
import { killSwitchJson, killSwitchText } from './live-stop.ts';
import { BUCKET_OPTIONS, operatorStore } from './operator-store.ts';

const OPTIONS = {
  ...BUCKET_OPTIONS,
  yes: {
    kind: 'flag',
    default: false,
    doc: 'Do not ask before',
    recorded: false,
  },
} as const;

export const liveResumeCommand: Command = defineCommand({
  name: 'live:resume',
  purpose: 'Turns the kill switch off: orders may be sent again. It asks for a typed yes.',
  options: OPTIONS,
  examples: ['--bucket my-btc-signals', '--bucket ./copy-of-bucket --yes'],
  acts: 'turns a kill switch off',
  run: async (context, { bucket, yes }) => {
    const { s3StatePrefix } = settingsOf(context);
    const store = await operatorStore(context, bucket);
    const standing = await readKillSwitch(store, s3StatePrefix);
    if (standing === undefined) {
      const result = { on: false, removed: missing('the kill switch was off') };
      return { result, text: 'the kill switch was off: nothing to do' };
    }
    const said = `on ${killSwitchText(standing)}`;
    if (!yes) {
      await confirm(`The kill switch is ${said}. Let the next run send orders again?`, {
        input: process.stdin,
        output: process.stderr,
      });
    }
    const removed = (await removeKillSwitch(store, s3StatePrefix)) ?? standing;
    return {
      result: { on: false, removed: killSwitchJson(removed) },
      text: `the kill switch is off; it was ${said}`,
    };
  },
});
