import { randomUUID } from "node:crypto"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { AssignmentId, type Letter, ProjectSlug, SubmissionId } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bodyOf } from "../testing/disputes.ts"
import { makeHarness } from "../testing/harness.ts"
import { Judged } from "../testing/judged.ts"

const boxAt = (id: string, x: number, width: number) => ({
  ...{ id, label: "line" },
  geometry: { type: "box", x, y: 40, width, height: 60 },
})
/** Twice as wide as what the other drew, and some more: too far apart to be matched. */
const [TIGHT, WIDE] = [boxAt("t", 100, 60), boxAt("w", 60, 190)]
const ALONE = boxAt("x", 400, 80)

describe.each(engines)("what the panel drafts against an answer that came again as it was, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let d: Judged

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    d = new Judged(makeHarness({ storage: at.storage, folder: folder.path }), at.storage)
    await d.addPeople()
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  /** The reasons drafted against the second person's box, after it was sent back for its edges and came again. */
  async function draftedAgainst(own: object): Promise<string[]> {
    const answers = [[TIGHT], [own]] as const
    const { id, slug } = await d.project([answers], { overlap: { base: 2, more: 2, moreRatio: 0 } })
    const project = ProjectSlug.parse(slug)
    const look = async () => {
      const { task } = await d.review().open({ project, task: null, kinds: [], labels: [] })
      const mine = task?.differences.find(({ difference: { candidates } }) =>
        candidates.some(
          ({ region }) => JSON.stringify(region?.geometry) === JSON.stringify(bodyOf(own).regions[0]?.geometry),
        ),
      )?.difference
      const letter = mine?.candidates.find(({ region }) => region)?.letters[0] as Letter | undefined
      if (!task || !mine || !letter) throw new Error("a difference expected")
      return { task, difference: mine.id, letter }
    }
    const first = await look()
    const reason = { code: "edges", clause: "1", note: "the edges" } as const
    const { task, difference, letter } = first
    await d.review().sendBack({ project, task: task.task, letter, difference, revision: task.revision, reason })
    const rows = await at.storage.db
      .selectFrom("assignment")
      .select("public_id")
      .where("project_id", "=", id)
      .where("person_id", "=", d.author().id)
      .execute()
    const { work } = d.routers(d.author())
    const assignmentId = AssignmentId.parse(rows[0]?.public_id)
    const { fence, ontologyVersion, guidelineVersion } = await work.revise({ assignmentId })
    await work.submitNext({
      ...{ assignmentId, fence, ontologyVersion, guidelineVersion, want: 1 },
      ...{ submissionId: SubmissionId.parse(randomUUID()), body: bodyOf(own) },
    })
    d.h.clock.nowMs++
    await d.h.resolve()
    const again = await look()
    const about = { project, task: again.task.task, letter: again.letter, difference: again.difference }
    const panel = await d.decision(d.reviewers[0]).panel(about)
    expect(panel.returns).toBe(1)
    return panel.drafts.map((draft) => draft.reason)
  }

  test("never says that an object is too many where somebody else marked it too", async () => {
    expect(await draftedAgainst(WIDE)).not.toContain("spurious_object")
  })

  test("says so where nobody else marked anything", async () => {
    expect(await draftedAgainst(ALONE)).toContain("spurious_object")
  })
})
