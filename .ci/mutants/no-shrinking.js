/** For every test file under mutation: that a property fails is enough, nobody reads the example. */

import * as fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
