import { expect, test } from "vitest";
import { belowBar, sameLayers } from "./bar.js";

test.each([
  [["seccomp", "landlock"], null],
  [["seccomp", "mount-namespace", "network-namespace"], null],
  [["seccomp"], "too little isolation: nothing holds files (needs mount-namespace or landlock); engaged: seccomp"],
  [
    ["network-namespace", "landlock"],
    "too little isolation: nothing holds system calls (needs seccomp); engaged: network-namespace, landlock",
  ],
  [
    [],
    "too little isolation: nothing holds network (needs network-namespace or seccomp), files (needs mount-namespace or landlock), system calls (needs seccomp); engaged: nothing",
  ],
])("%j: %s", (layers, reason) => {
  expect(belowBar(layers)).toBe(reason);
});

test("layers are the same in whatever order", () => {
  expect(sameLayers(["a", "b"], ["b", "a"])).toBe(true);
  expect(sameLayers(["a", "b"], ["a"])).toBe(false);
  expect(sameLayers(["a", "b"], ["a", "c"])).toBe(false);
});
