/** Which tests exist: `unit` beside the sources, `service` against the built service, `full` for what takes long. */

import { defineConfig } from "vitest/config";

// One results file a run: .ci/run adds them up.
const resultsFolder = process.env.TEST_RESULTS;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{functions,sandbox,scripts}/**/*.test.{ts,mjs}"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "service",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/full/**"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // Each file starts a service of its own: side by side on two cores their deadlines would be about each other.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "full",
          include: ["tests/full/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    reporters: resultsFolder
      ? ["default", ["json", { outputFile: `${resultsFolder}/vitest-${process.pid}.json` }]]
      : ["default"],
    coverage: {
      provider: "v8",
      include: ["functions/**/*.ts", "sandbox/**/*.ts", "scripts/**/*.mjs"],
      exclude: ["**/*.test.*", "**/*.d.ts"],
      reporter: ["text-summary", "html", "json-summary"],
      reportsDirectory: "coverage",
    },
  },
});
