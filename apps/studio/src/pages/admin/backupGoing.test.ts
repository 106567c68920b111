import type { Health } from "@justesse/types/wire/admin"
import { expect, test } from "vitest"
import { backupGoing } from "./backupGoing.ts"

const job = (id: number, kind: string, state: Health["jobs"][number]["state"], done = 0): Health["jobs"][number] => ({
  ...{
    id,
    kind,
    project: null,
    state,
    done,
    total: 40,
    tries: 1,
    error: null,
    detail: {},
    again: false,
    madeAtMs: id,
    endedAtMs: null,
  },
})

// Found O21: "Back up now" gave no sign that it runs.
test("a backup that waits or runs is shown with how far it is, the oldest of several first", () => {
  expect(
    backupGoing([job(3, "backup", "queued"), job(2, "backup", "running", 7), job(1, "export", "running")]),
  ).toEqual({
    ...{ done: 7, total: 40 },
  })
})

test("one that ended, and other work, is not", () => {
  expect(backupGoing([job(2, "backup", "done"), job(1, "import", "running")])).toBeNull()
})
