/** What holds is what is promised, in every mode that the machine offers. */

import { testEngagedLayersIn } from "../hostile/engaged.js";
import { modes } from "../hostile/modes.js";

for (const mode of modes) testEngagedLayersIn(mode);
