/** Every attack and its control, in the strongest mode at hand; tests/full makes them in every mode. */

import { strongest } from "./modes.js";
import { testAttacksIn, testControls } from "./suite.js";

testControls();
testAttacksIn(strongest);
