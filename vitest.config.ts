import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { LongestFirst } from "./tests/support/longestFirst.ts"

export default defineConfig({
  test: {
    // A test waits a quarter of its time, for a server that starts or a browser that paints: as many at once as cores leave
    // that quarter of each core idle.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: LongestFirst },
    // A command of a test never finds the studio of whoever runs the tests, nor that of another test.
    env: { JUSTESSE_RUNNING: "" },
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: ["tests/support/draws.ts"],
          // Drawn tests take as long as the machine is busy; none waits for a time.
          testTimeout: 240_000,
          // Pure code keeps nothing between two files: reading each module once saves half of what these tests take.
          isolate: false,
          include: ["packages/{types,quality,work,formats,editor}/src/**/*.test.ts", "fixtures/src/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "studio",
          setupFiles: ["tests/support/draws.ts"],
          testTimeout: 60_000,
          include: ["apps/studio/{src,bundle}/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "engines",
          // Each test opens storage of its own: reading every module once saves a third of what these tests take.
          isolate: false,
          setupFiles: ["tests/support/draws.ts", "tests/support/afterFile.ts"],
          include: [
            "packages/{db,api}/src/**/*.test.ts",
            "apps/{server,cli}/src/**/*.test.ts",
            "tests/*.test.ts",
            "tests/{engines,api,faults,crowd,cli,formats}/**/*.test.ts",
          ],
          globalSetup: ["tests/engines/globalSetup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "stories",
          setupFiles: ["tests/support/afterFile.ts"],
          // Each file has a server and a browser of its own, and two of them at once take two thirds of the time.
          include: ["tests/stories/**/*.test.ts"],
          // A browser that is slowed on purpose (tests/support/browser.ts) takes as much longer.
          testTimeout: 240_000 * Number(process.env.SLOW ?? 1),
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
