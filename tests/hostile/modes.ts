/** The modes in which every attack is made: ways to start the driver, each with what it needs of the machine. */

import { readInstallation } from "./installation.js";
import { gvisor, isLinux, isRoot, namespacesFor, type Offer, ordinaryId } from "./machine.js";

export interface Mode {
  readonly name: string;
  readonly sandbox: "auto" | "nsjail" | "rlimit";
  /** `own`: whoever runs the tests. */
  readonly user: "root" | "ordinary" | "own";
  readonly kernel: "linux" | "gvisor";
  /** Forbidden as in a default Docker container. */
  readonly namespaces: "permitted" | "forbidden";
  /** CI as root on Linux may lack it. */
  readonly isOptional: boolean;
}

const onLinux = { kernel: "linux", namespaces: "permitted", isOptional: false } as const;

export const modes: readonly Mode[] = [
  { ...onLinux, name: "nsjail, root", sandbox: "nsjail", user: "root" },
  { ...onLinux, name: "nsjail, ordinary user", sandbox: "nsjail", user: "ordinary" },
  { ...onLinux, name: "rlimit, root", sandbox: "rlimit", user: "root" },
  { ...onLinux, name: "rlimit, ordinary user", sandbox: "rlimit", user: "ordinary" },
  { ...onLinux, name: "rlimit, root, namespaces forbidden", sandbox: "rlimit", user: "root", namespaces: "forbidden" },
  {
    ...onLinux,
    name: "rlimit, ordinary user, namespaces forbidden",
    sandbox: "rlimit",
    user: "ordinary",
    namespaces: "forbidden",
  },
  { ...onLinux, name: "rlimit, gVisor", sandbox: "rlimit", user: "root", kernel: "gvisor", isOptional: true },
];

/** What the service itself would choose here, for whoever runs the tests. */
export const strongest: Mode = { ...onLinux, name: "auto", sandbox: "auto", user: "own", isOptional: false };

/** `true`, or why a mode cannot be had on this machine. Whether the product copes with it is for the tests to find out. */
export function availability(mode: Mode): Offer {
  if (!isLinux) return `needs Linux, this is ${process.platform}`;
  if (mode.kernel === "gvisor") return gvisor();
  if (mode.user === "root" && !isRoot) return "needs root";
  if (mode.sandbox === "nsjail" && !readInstallation().nsjail) return "nsjail is not installed";
  if (mode.sandbox === "auto" || mode.namespaces === "forbidden") return true;
  return namespacesFor(mode.user === "ordinary" && isRoot ? ordinaryId : undefined);
}
