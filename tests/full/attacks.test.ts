/** Every attack × every mode that the machine offers. */

import { modes } from "../hostile/modes.js";
import { testAttacksIn } from "../hostile/suite.js";

for (const mode of modes) testAttacksIn(mode);
