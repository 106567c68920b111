import { AssignmentId, boxShape, LabelId, ProjectSlug, type Region, RegionId } from "@justesse/types"
import type { SentTask } from "@justesse/types/wire/work/history"
import { describe, expect, test } from "vitest"
import { createStore } from "zustand/vanilla"
import type { Sending } from "../../../offline/sender.ts"
import { previousRegions } from "./previousRegions.ts"

const project = ProjectSlug.parse("crates")
const task = (n: number) => AssignmentId.parse(`4e1f6c1e-4e4f-4b4f-8a4e-${String(n).padStart(12, "0")}`)
const region = (name: string): Region => ({
  ...{ id: RegionId.parse(name), label: LabelId.parse("crate") },
  geometry: boxShape({ x: 1, y: 1, width: 9, height: 9 }),
})
const body = (name: string) => ({ regions: [region(name)], nothingHere: false })
const sent = (n: number, state: SentTask["state"], name = `of${n}`) =>
  ({ assignmentId: task(n), state, body: body(name) }) as SentTask // what is read of it

/** What waits here: acts of tasks, in order, as far as they are read. */
const waiting = (...acts: readonly object[]) => {
  const all = acts.map((act) => ({ project, refused: null, ...act }))
  return { view: createStore(() => ({ acts: all }) as unknown as Sending) }
}
const submit = (name: string) => ({ type: "submit", submission: { body: body(name) } })
/** A server that has these tasks, the last one sent first. */
const serverWith = (...tasks: readonly SentTask[]) => ({
  previous: async (_project: ProjectSlug, before: AssignmentId | null) => {
    const at = tasks.findIndex((one) => one.assignmentId === before)
    return tasks[at + 1] ?? null
  },
})
const away = { previous: () => Promise.reject(new Error("no network")) }
const names = (regions: readonly Region[] | null) => regions?.map(({ id }) => id) ?? null

describe("the regions of the previous picture", () => {
  test("are those that wait here, without asking anybody; not those of the task itself, of others, or that were refused", async () => {
    const sender = waiting(
      { assignmentId: task(1), call: submit("first") },
      { assignmentId: task(2), call: submit("wanted") },
      { assignmentId: task(3), call: { type: "skip" } },
      { assignmentId: task(4), call: submit("refused"), refused: "assignment_gone" },
      { assignmentId: task(5), call: submit("elsewhere"), project: "other" },
      { assignmentId: task(9), call: submit("mine") },
    )
    expect(names(await previousRegions({ project, transport: away, sender }, task(9)))).toEqual(["wanted"])
  })

  test("are those that the server has of the last task that was sent, past what was passed on", async () => {
    const transport = serverWith(sent(8, "skipped"), sent(7, "kept"), sent(6, "sent"))
    const ask = (of: ReturnType<typeof serverWith>) =>
      previousRegions({ project, transport: of, sender: waiting() }, task(9))
    expect(names(await ask(transport))).toEqual(["of7"])
    expect(await ask(serverWith(sent(8, "skipped")))).toBeNull()
    expect(await ask(serverWith())).toBeNull()
  })

  test("are not known where the server does not answer", async () => {
    await expect(previousRegions({ project, transport: away, sender: waiting() }, task(9))).rejects.toThrow(
      "no network",
    )
  })
})
