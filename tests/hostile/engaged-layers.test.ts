/** What holds is what is promised, in the strongest mode at hand; tests/full looks in every mode. */

import { testEngagedLayersIn } from "./engaged.js";
import { strongest } from "./modes.js";

testEngagedLayersIn(strongest);
