/** The table of attacks: one row each, in the order of their numbers. */

import type { Attack } from "./attack.js";
import { channel } from "./rows/channel.js";
import { files } from "./rows/files.js";
import { kernel } from "./rows/kernel.js";
import { network } from "./rows/network.js";
import { processes } from "./rows/processes.js";
import { promises } from "./rows/promises.js";
import { resources } from "./rows/resources.js";
import { secrets } from "./rows/secrets.js";
import { values } from "./rows/values.js";

export const attacks: readonly Attack[] = [
  ...network,
  ...secrets,
  ...channel,
  ...kernel,
  ...processes,
  ...files,
  ...resources,
  ...values,
  ...promises,
].sort((one, other) => one.t - other.t);
