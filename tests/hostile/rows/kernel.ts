/** Calls that a computation never needs: T6, T29 to T31, T40, T42, T52. */

import type { Attack } from "../attack.js";
import { partsOf } from "./parts.js";

const needsInitialRoot = "needs root outside of any user namespace";

export const kernel: readonly Attack[] = [
  {
    t: 6,
    file: "t06-kernel-doors",
    what: "makes the system calls through which kernels were broken into",
    control: {
      in: "own place",
      except: {
        bpf: needsInitialRoot,
        open_by_handle_at: needsInitialRoot,
        fanotify_init: needsInitialRoot,
        openat2: "shown by the attacks on files",
      },
    },
    expected: "held",
    refusals: ["EPERM", "ENOSYS"],
  },
  {
    t: 29,
    file: "t29-raise-limits",
    what: "raises its limits, lowers those of others",
    control: {
      in: "own place",
      except: {
        "raise RLIMIT_NOFILE": needsInitialRoot,
        "raise RLIMIT_MEMLOCK": needsInitialRoot,
        "soft to hard": "where the machine gives both alike there is nothing to raise",
      },
    },
    expected: "held",
    refusals: ["EPERM", "ValueError"],
  },
  {
    t: 30,
    file: "t30-privileges",
    what: "becomes somebody else",
    control: { in: "own place", except: { setgroups: "a user namespace of an ordinary user does not permit it" } },
    expected: "held",
    refusals: ["EPERM", "EACCES", "ENOENT", "EAGAIN"],
  },
  {
    t: 31,
    file: "t31-namespaces",
    what: "makes namespaces and mounts",
    control: { in: "own place" },
    expected: "held",
    refusals: ["EPERM", "ENOSYS", "EAGAIN", "EACCES", "ENOENT"],
  },
  {
    t: 40,
    file: "t40-refused-in-a-thread",
    what: "makes refused calls in a thread, and goes on",
    control: { in: "plain" },
    expected: "held",
    refusals: ["EPERM", "EAGAIN"],
  },
  ...partsOf(
    {
      t: 42,
      file: "t42-other-abi",
      what: "calls the kernel by its other doors",
      control: { in: "plain", mayBeAbsent: true },
      expected: { kind: "crashed", signal: "SIGSYS" },
      // gVisor has no such doors, and its filter kills the thread alone.
      under: { gvisor: [{ kind: "crashed" }, { kind: "timedOut" }] },
      timeoutMs: 1_000,
    },
    { x32: {}, "int 0x80": {} },
  ),
  {
    t: 52,
    file: "t52-machine-settings",
    what: "changes the machine's clock, name and kernel",
    control: {
      in: "own place",
      except: {
        clock_settime: "it would set the machine's clock",
        settimeofday: "it would set the machine's clock",
        adjtimex: "reading it is free to everybody, setting is not",
        reboot: "it would end the machine, or the namespace of the control",
        swapon: needsInitialRoot,
        syslog: "the machine says who may read it",
        init_module: needsInitialRoot,
        delete_module: needsInitialRoot,
        kexec_load: needsInitialRoot,
        acct: needsInitialRoot,
        iopl: needsInitialRoot,
        ioperm: needsInitialRoot,
        vhangup: "it would hang up a terminal",
        quotactl: needsInitialRoot,
      },
    },
    expected: "held",
    refusals: ["EPERM", "ENOSYS", "KeyError"],
  },
];
