import { createHash } from "node:crypto"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { verifyStorage } from "../operate/verify.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { tablesWith } from "../testing/everyTable.ts"
import { addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { FORGOTTEN_BODY } from "../work/forgotten.ts"
import { forgetPictures, forgetSent, sentSince } from "./forget.ts"
import { forgetRows } from "./forgetRows.ts"
import { setDeleted } from "./marks.ts"

// Something is erased while somebody who holds a task of it answers, saves, passes it on: nothing of what they wrote is left.

const MARKER = "zqxjkvbp"
const TASKS = 12
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
const said = (n: number) =>
  `{"nothingHere":false,"regions":[{"height":5,"id":"r","label":"line","shape":"box","transcript":{"value":"${MARKER}${n}"},"width":5,"x":1,"y":1}]}`

const ABOUT = {
  "a picture, a recording, a video or a text": null,
  "the second of two": (n: number) => ({ type: "pair", second: n, size: { width: 4, height: 3 } }),
  "a row": (n: number) => ({ type: "row", cells: [{ column: "shop", text: `${MARKER}${n}` }] }),
} as const
const KINDS = Object.keys(ABOUT) as (keyof typeof ABOUT)[]

describe.each(engines)("erased while people answer, on $name", ({ open }) => {
  let opened: TestStorage
  let project = 0
  let ada = 0
  const db = () => opened.storage.db
  const hot = () => opened.storage.hot

  beforeEach(async () => {
    opened = await open()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, TASKS, 1)
  })
  afterEach(() => opened.close())

  /** Assets 1 to n are what tasks are about; of a pair the others are n + 1 to 2n, and these go. */
  async function seed(kind: keyof typeof ABOUT): Promise<void> {
    const about = ABOUT[kind]
    const count = kind === "a row" ? 0 : kind === "the second of two" ? 2 * TASKS : TASKS
    const none = { upright_sha256: null, preview_sha256: null, thumbnail_sha256: null, import_id: null }
    for (let id = 1; id <= count; id++)
      await db()
        .insertInto("asset")
        .values({
          ...{ project_id: project, id, name: `${id}.png`, search: `${id}.png`, sha256: sha256(`${id}`), ...none },
          ...{ media_type: "image/png", bytes: 35, width: 4, height: 3, made_at_ms: NOW, document: null, page: null },
          ...{ problem: null, foreign: null },
        })
        .execute()
    if (kind === "a row")
      await db().updateTable("task").set({ asset_id: null }).where("project_id", "=", project).execute()
    for (let id = 1; about && id <= TASKS; id++) {
      const second = kind === "the second of two" ? TASKS + id : null
      const body = JSON.stringify(about(TASKS + id))
      await db()
        .insertInto("task_about")
        .values({ project_id: project, task_id: id, body, origin: null, second_id: second })
        .execute()
    }
  }

  async function erase(kind: keyof typeof ABOUT, task: number): Promise<void> {
    if (kind === "a row") {
      await forgetRows(db(), project, [task], async () => {})
      return
    }
    const id = kind === "the second of two" ? TASKS + task : task
    await setDeleted(db(), project, [id], NOW)
    await forgetPictures(db(), [{ projectId: project, id }], NOW + 1)
  }

  const sending = ({ publicId, fence }: { publicId: string; fence: number }, n: number) => {
    const body = said(n)
    const versions = { ontologyVersion: 1, guidelineVersion: 1, regions: 1, nowMs: NOW, next: null, texts: MARKER }
    return { publicId, personId: ada, fence, ...answer(), body, bodySha256: sha256(body), ...versions }
  }

  test.each(KINDS)("%s: sent before, meanwhile, afterwards", async (kind) => {
    await seed(kind)
    const leases = await hot().next(asks(project, ada, { want: TASKS }))
    expect(leases).toHaveLength(TASKS)
    const sent = leases.map((lease, n) => sending(lease, n))
    await Promise.all(
      leases.flatMap(({ taskId }, n) => {
        const [one] = [sent[n]]
        if (!one) return []
        // A third each: the answer first, the erasing first, and both at once.
        if (n % 3 === 0)
          return [
            hot()
              .submit(one)
              .then(() => erase(kind, taskId)),
          ]
        if (n % 3 === 1) return [erase(kind, taskId).then(() => hot().submit(one))]
        return [hot().submit(one), erase(kind, taskId)]
      }),
    )
    // Not by a later round: each is empty as soon as it is stored.
    const stored = await db().selectFrom("submission").select(["body", "body_sha256"]).execute()
    expect(stored.map(({ body }) => body)).toEqual(stored.map(() => FORGOTTEN_BODY))
    expect(stored.map((row) => row.body_sha256).sort()).toEqual(sent.map((one) => one.bodySha256).sort())
    expect(await tablesWith(opened.storage, MARKER)).toEqual([])
    expect(await verifyStorage(opened.storage)).toEqual([])
    // Sent again it is the same answer.
    for (const one of sent) expect((await hot().submit(one)).receipt.bodySha256).toBe(one.bodySha256)
    expect(await sentSince(db(), 50)).toEqual([])
  })

  test.each(KINDS)("%s: what was drawn so far, and a note on passing it on", async (kind) => {
    await seed(kind)
    const leases = await hot().next(asks(project, ada, { want: TASKS }))
    await Promise.all(
      leases.flatMap(({ taskId, publicId, fence }, n) => {
        const draft = { publicId, personId: ada, fence, revision: 1, body: said(n), nowMs: NOW }
        const skip = {
          publicId,
          personId: ada,
          fence,
          reason: "unclear",
          note: `${MARKER}${n}`,
          nowMs: NOW,
          next: null,
        }
        const act = (): Promise<unknown> => (n % 2 === 0 ? hot().saveDraft(draft) : hot().skip(skip))
        return n % 3 === 0 ? [erase(kind, taskId).then(act)] : [act(), erase(kind, taskId)]
      }),
    )
    for (let late = await sentSince(db(), 50); late.length > 0; late = await sentSince(db(), 50))
      await forgetSent(db(), late)
    expect(await tablesWith(opened.storage, MARKER)).toEqual([])
    const rows = await sql<{ n: number }>`select count(*) as n from task_about where body like '%forgotten%'`.execute(
      db(),
    )
    expect(Number(rows.rows[0]?.n)).toBe(kind === "a row" ? leases.length : 0)
  })

  test("what stays is stored as it was sent", async () => {
    await seed("a picture, a recording, a video or a text")
    const [lease] = await hot().next(asks(project, ada))
    if (!lease) throw new Error("a lease expected")
    await hot().submit(sending(lease, 1))
    const stored = await db().selectFrom("submission").select("body").executeTakeFirstOrThrow()
    expect(stored.body).toBe(said(1))
  })
})
