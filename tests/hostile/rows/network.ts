/** Ways to the network and to sockets of the machine: T1 to T5. */

import type { Attack } from "../attack.js";

const refusals = ["EPERM"];

export const network: readonly Attack[] = [
  {
    t: 1,
    file: "t01-metadata-v4",
    what: "asks the metadata server for the instance's token",
    control: { in: "plain" },
    expected: "held",
  },
  {
    t: 2,
    file: "t02-metadata-names",
    what: "asks for the metadata server by its other names",
    control: {
      in: "plain",
      except: {
        mapped: "the listener in the control's network is for IPv4 proper",
        resolver: "the control's network has no name server at the address in /etc/resolv.conf",
      },
    },
    expected: "held",
    timeoutMs: 20_000,
  },
  {
    t: 3,
    file: "t03-self-call",
    what: "calls the service that runs it",
    control: { in: "plain" },
    expected: "held",
  },
  {
    t: 4,
    file: "t04-unix-sockets",
    what: "talks to named and abstract sockets",
    control: { in: "plain" },
    expected: "held",
    refusals,
  },
  {
    t: 5,
    file: "t05-socket-families",
    what: "opens sockets of unusual families",
    control: { in: "own place", except: { ICMP: "the machine says which groups may ping" } },
    expected: "held",
    refusals,
  },
];
