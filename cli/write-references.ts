/** `npm run references`: writes the documents that are made from the code. */

import { writeFileWhole } from '../data/write-file.ts';
import { COMMANDS } from './commands.ts';
import { references } from './references.ts';

const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
for (const [path, text] of Object.entries(references(commands))) await writeFileWhole(path, text);
