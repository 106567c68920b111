import { ProjectSlug, TaskId } from "@justesse/types"
import { expect, test } from "vitest"
import { sweptIn } from "./stage.ts"

test("tasks are numbered in their project: what was seen of one is another's in another project, and of another reviewer", () => {
  const [here, there] = [ProjectSlug.parse("receipts"), ProjectSlug.parse("crates")]
  const names = [here, there].flatMap((project) =>
    [1, 2].flatMap((n) => [7, 8].map((person) => sweptIn(person, { project, task: TaskId.parse(n) }))),
  )
  expect(new Set(names).size).toBe(8)
})
