import { expect, test } from "vitest";
import { memoryProblem, sumMemory } from "./memory.js";
import { testSettings } from "./testing/settings.js";

const gib = 2 ** 30;

test("two slots of 256 MB fit a container of 2 GiB", () => {
  expect(memoryProblem(testSettings({ slots: 2, readyWorkers: 3 }), 2 * gib)).toBeNull();
});

test("eight do not, and the sum is written out with the way out", () => {
  const problem = memoryProblem(testSettings({ slots: 8, readyWorkers: 9 }), 2 * gib);
  expect(problem).toMatch(
    /^the settings need [\d,]+ MB of memory and there are 2,048 MB: 8 slots × memory 2,048 MB \+ /,
  );
  expect(problem).toContain("Lower SLOTS, MAX_MEMORY_MB or SCRATCH_MB");
});

test("the parts add up", () => {
  const { parts, totalBytes } = sumMemory(testSettings());
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(totalBytes);
});
