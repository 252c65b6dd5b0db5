/** What each mode promises: the layers of its workers, in the order in which they are taken. */

import type { Mode } from "./modes.js";

const always = ["clean-environment", "closed-descriptors"];
const namespaces = [
  "user-namespace",
  "network-namespace",
  "pid-namespace",
  "mount-namespace",
  "ipc-namespace",
  "uts-namespace",
];
const own = ["unprivileged-user", "private-scratch", "no-capabilities", "parent-death-signal", "no-new-privileges"];
const last = ["rlimits", "seccomp"];

/** Kinds of namespaces, as /proc names them, that are a worker's own where namespaces are permitted. */
export const ownNamespaces = ["user", "net", "pid", "mnt", "ipc", "uts"];

export function isJailed(mode: Mode): boolean {
  return mode.namespaces === "permitted";
}

export function promisedLayers(mode: Mode): string[] {
  return isJailed(mode) ? [...always, ...namespaces, ...own, ...last] : [...always, ...own, "landlock", ...last];
}

/** The mode that an answer has to name; `auto` may be either. */
export function promisedModes(mode: Mode): string[] {
  return mode.sandbox === "auto" ? ["nsjail", "rlimit"] : [mode.sandbox];
}
