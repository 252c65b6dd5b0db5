/** What the machine at hand offers, found by trying; each answer is `true` or a reason that completes "skipped: …". */

import { spawnSync } from "node:child_process";

export const isLinux = process.platform === "linux";
export const isRoot = process.getuid?.() === 0;

/** Owns nothing, so that even a `kill(-1)` that got through would meet nobody's processes. */
export const ordinaryId = 61_000;
/** Whom controls run as. */
export const nobodyId = 65_534;

export type Offer = true | string;

/** The flags with which gVisor needs neither a bundle, nor a network, nor cgroups. */
export const runsc = ["runsc", "--platform=systrap", "--network=none", "--ignore-cgroups", "do"];

/** The words that run a command as this user, given that the caller is root. */
export function asUser(id: number): string[] {
  return ["setpriv", "--reuid", `${id}`, "--regid", `${id}`, "--clear-groups", "--inh-caps=-all"];
}

const answers = new Map<string, Offer>();

/** Whether a harmless command ends well; asked once. */
function offers(command: readonly string[], otherwise: string): Offer {
  const key = command.join(" ");
  const known = answers.get(key);
  if (known !== undefined) return known;
  const [file = "", ...args] = command;
  const { status, error, stderr } = spawnSync(file, args, { encoding: "utf8", cwd: "/", timeout: 20_000 });
  const why = error?.message ?? stderr.trim().split("\n").at(-1);
  const answer = status === 0 || `${otherwise} (${why})`;
  answers.set(key, answer);
  return answer;
}

const place = ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--net", "--ipc", "--uts"];

/** Whether a user (undefined: this one) may make namespaces, user namespaces first. */
export function namespacesFor(id: number | undefined): Offer {
  const words = id === undefined ? place : [...asUser(id), ...place];
  return offers([...words, "true"], "this machine does not permit namespaces");
}

/** Whether a network namespace can be made for the surroundings, and how. */
export function networkNamespace(): "net" | "user" | "none" {
  if (isRoot && offers(["unshare", "--net", "true"], "no network namespace") === true) return "net";
  return !isRoot && namespacesFor(undefined) === true ? "user" : "none";
}

export function gvisor(): Offer {
  if (!isRoot) return "runsc needs root";
  return offers([...runsc, "true"], "runsc is not installed, or does not start here");
}
