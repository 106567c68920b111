import { AssignmentId } from "@justesse/types"
import { beforeEach, expect, test } from "vitest"
import type { LocalMarks, Mark } from "../annotate/model/localDrafts.ts"
import { grid } from "./grid.ts"
import { keepMarks, restoreMarks } from "./keepMarks.ts"

let made = 0
const ids = () => [1, 2, 3].map(() => AssignmentId.parse(`00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`))

/** What a computer keeps. */
function computer(start: readonly (readonly [AssignmentId, readonly Mark[]])[] = []) {
  const rows = new Map(start)
  const kept: LocalMarks = {
    read: async (id) => rows.get(id) ?? [],
    write: async (id, marks) => void (marks.length > 0 ? rows.set(id, marks) : rows.delete(id)),
  }
  return { rows, kept }
}

beforeEach(() => grid.setState({ marked: new Set(), alone: new Set(), sending: null, at: 0 }))

test("each mark is kept as it is made, and no more than is marked", () => {
  const [first, second, third] = ids()
  if (!first || !second || !third) throw new Error("three tiles were asked for")
  const { rows, kept } = computer()
  const end = keepMarks(kept)
  grid.setState({ marked: new Set([first, second]) })
  grid.setState({ alone: new Set([second, third]) })
  expect([...rows]).toEqual([
    [first, ["marked"]],
    [second, ["marked", "alone"]],
    [third, ["alone"]],
  ])
  grid.setState({ marked: new Set([second]), alone: new Set() })
  expect([...rows]).toEqual([[second, ["marked"]]])
  end()
  grid.setState({ marked: new Set() })
  expect(rows.size).toBe(1)
})

test("what an earlier page kept is on the tiles once; what is marked meanwhile stays, what is taken back is not brought again", async () => {
  const [first, second, third] = ids()
  if (!first || !second || !third) throw new Error("three tiles were asked for")
  const { kept } = computer([
    [first, ["marked"]],
    [second, ["alone"]],
  ])
  const coming = restoreMarks(kept, [first, second, third])
  grid.setState({ marked: new Set([third]) })
  await coming
  expect(grid.getState()).toMatchObject({ marked: new Set([third, first]), alone: new Set([second]) })
  grid.setState({ marked: new Set([third]) })
  await restoreMarks(kept, [first, second, third])
  expect([...grid.getState().marked]).toEqual([third])
})
