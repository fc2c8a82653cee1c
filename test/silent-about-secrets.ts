/** For every test file, as vitest.config.ts says: what it prints holds no secret. */

import { expectSilentAboutSecrets } from './fakes/no-secrets.ts';

expectSilentAboutSecrets();
