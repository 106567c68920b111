import { readReview } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { isTied } from "@justesse/quality/review/tie"
import { ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { commas, Disputes, line, type ThreeAnswers } from "../testing/disputes.ts"
import { makeHarness } from "../testing/harness.ts"

const reason = { code: "text", clause: null, note: "look again" } as const
const nobodyLeads: ThreeAnswers = [[line("1", 20, "1,50")], [line("1", 20, "7,42")], [line("1", 20, "9,36")]]

describe.each(ruleEngines)("an answer that is sent back, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let d: Disputes

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    d = new Disputes(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
    await d.addPeople()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  /** What the author of the second answer is told that the reviewer saw, and whether no answer led there. */
  async function seenThere(answers: readonly ThreeAnswers[]) {
    const { id, slug } = await d.project(answers)
    const project = ProjectSlug.parse(slug)
    const { task } = await d.review().open({ project, task: null, kinds: [], labels: [] })
    const [first] = task?.differences ?? []
    const author = d.people[1]
    if (!task || !first) throw new Error("a difference expected")
    const { body } = (await readReview(at.storage.db, { projectId: id, taskId: task.task })) ?? expect.fail()
    const letter =
      Object.entries(body.letters).find(([submission]) => body.people[submission] === author?.id)?.[1] ?? ""
    const rest = { project, task: task.task, revision: task.revision, letter, reason }
    await d.review().sendBack({ ...rest, difference: first.difference.id })
    const [thread] = (await d.routers(author).question.mine({ cursor: null, limit: 1 })).threads
    return { tied: isTied(first.difference), seen: thread?.seen }
  }
  const text = (value: string) => expect.objectContaining({ label: "line", text: value })

  test("names what it said and what the answers come to", async () => {
    const { tied, seen } = await seenThere(commas(1))
    expect([tied, seen]).toEqual([false, { mine: text("0.50"), proposed: text("0,50") }])
  })

  test("at a tie says that no answer leads: nothing was proposed", async () => {
    const { tied, seen } = await seenThere([nobodyLeads])
    expect([tied, seen]).toEqual([true, { mine: text("7,42"), proposed: null, tie: true }])
  })
})
