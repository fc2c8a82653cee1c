/** `npm run config-schema`: writes cli/config.schema.json from the option tables. */

import { writeFileWhole } from '../data/write-file.ts';
import { COMMANDS } from './commands.ts';
import { configSchema } from './config-schema.ts';
import { documentText } from './json-document.ts';

const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
await writeFileWhole('cli/config.schema.json', documentText(configSchema(commands)));
