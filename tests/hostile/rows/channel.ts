/** The descriptors that a script holds, and the channel of its result: T13 to T15, T46, T55. */

import type { Attack, Ending } from "../attack.js";
import { partsOf } from "./parts.js";

const brokenChannel: Ending = { kind: "invalidResult", says: /wrote to the service's result channel/ };
const forgedValue: Ending = { kind: "returned", json: '{"forged": true}' };
const none = { none: "it attacks the service's protocol, which an unconfined Python does not speak" };

export const channel: readonly Attack[] = [
  {
    t: 13,
    file: "t13-descriptors",
    what: "looks for descriptors that were left open",
    control: { in: "plain", except: { "a folder": "the control is given a device only" } },
    expected: "held",
  },
  ...partsOf(
    {
      t: 15,
      file: "t15-result-channel",
      what: "writes to the result's channel",
      control: none,
      expected: brokenChannel,
    },
    {
      garbage: {},
      text: {},
      "forged syntax error": {},
      "forged compiled": {},
      "forged ready": {},
      "forged failed layer": {},
      "forged hello": {},
      "forged unusable input": {},
      // A script may lie about its own exception and value, and about nothing else.
      "forged exception": { expected: { kind: "raised", type: "Forged" } },
      "malformed exception": {},
      "deep exception": {},
      "forged refusal": { expected: { kind: "invalidResult", says: /^forged$/ } },
      "server's frame": {},
      "forged value": { expected: forgedValue },
      "two values": { expected: forgedValue },
      "value and more": { expected: forgedValue },
      "no JSON": {},
      "infinite number": { expected: [brokenChannel, { kind: "returned", json: '{"a":1e999}' }] },
      "not a number": {},
      "no UTF-8": {},
      "deep value": { expected: { kind: "invalidResult", says: /deeper than 200 levels/ } },
      "two texts": {},
      "huge length": {},
      "too long a value": { expected: { kind: "invalidResult", says: /at most 5242880/ } },
      "partial frame": { expected: { kind: "timedOut" }, timeoutMs: 500 },
      "half a header": { expected: { kind: "timedOut" }, timeoutMs: 500 },
    },
  ),
];
