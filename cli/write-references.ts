/** `npm run references`: cli/config.schema.json and cli/OPTIONS.md, from the option tables. */

import { writeFileWhole } from '../data/write-file.ts';
import { COMMANDS } from './commands.ts';
import { configSchema } from './framework/config-schema.ts';
import { documentText } from './framework/json-document.ts';
import { optionsPage } from './framework/options-page.ts';

const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
await writeFileWhole('cli/config.schema.json', documentText(configSchema(commands)));
await writeFileWhole('cli/OPTIONS.md', optionsPage(commands));
