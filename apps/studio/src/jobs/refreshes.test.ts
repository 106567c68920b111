import { JobKindName } from "@justesse/types/wire/jobs"
import { expect, test } from "vitest"
import { ALL, pathsAfter, SHOWN } from "./refreshes.ts"

const change = (kind: JobKindName, state: "running" | "done") => ({ kind, state, done: 1, total: 2 })

test("a job that goes on has only read again where it is shown, one that ended whatever it changed", () => {
  expect(pathsAfter({ changed: [change("act", "running")] })).toEqual(["asset.longActs"])
  expect(pathsAfter({ changed: [change("act", "done")] })).toEqual(["asset", "project"])
  expect(pathsAfter({ changed: [change("act", "running"), change("act", "done")] })).toEqual(["asset", "project"])
})

test("every kind of job that ends makes something old, which is read after a time away as well", () => {
  for (const kind of JobKindName.options) {
    const paths = pathsAfter({ changed: [change(kind, "done")] })
    expect([kind, paths.length > 0]).toEqual([kind, true])
    const topics = paths.map((path) => path.split(".")[0] ?? "")
    for (const [i, path] of paths.entries())
      expect([
        path,
        (ALL as readonly string[]).includes(path) || (ALL as readonly string[]).includes(topics[i] ?? ""),
      ]).toEqual([path, true])
  }
  expect(ALL).not.toContain("asset.longActs")
  expect(SHOWN).toContain("asset.longActs")
})
