import { collectPersonData } from "@justesse/db"
import { findAsset } from "@justesse/db/assets"
import { findAccessBySlug, type ProjectAccess } from "@justesse/db/projects"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { tablesWith } from "@justesse/db/testing/everyTable"
import { memoryFiles } from "@justesse/formats/io/fileSet"
import { AnnotationBody, JustesseError, type SubmissionId } from "@justesse/types"
import type { AssetAct } from "@justesse/types/wire/asset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { z } from "zod"
import { ingest } from "../imports/run.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { historyPage } from "../work/history/index.ts"
import { historyOne } from "../work/history/one.ts"
import { submitTask } from "../work/submit.ts"
import { nextTasks } from "../work/tasks.ts"
import { actOnAssets } from "./acts.ts"
import { listAssets } from "./index.ts"
import { emptyTrash, TRASH_MS } from "./trash.ts"

const WORD = "Zqxjkvbp"
const FILTER = { search: "", states: [], labels: [] }

describe.each(ruleEngines)("emptying the bin, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let ada: TestPerson
  let sha256 = ""

  const access = async (person: TestPerson): Promise<ProjectAccess> => {
    const found = await findAccessBySlug(store.storage.db, "signs", person.id)
    if (!found) throw new JustesseError("not_found")
    return found
  }
  const whoIs = ({ id, name }: TestPerson) => ({ personId: id, name, operator: false, scopes: null })

  /** A picture that ada read a word on, deleted 30 days ago. */
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { pictures: headerPictures } })
    owner = await harness.addPerson("Olga")
    ada = await harness.addPerson("Ada")
    const projectId = await harness.addProject({ slug: "signs", owner })
    await harness.addMember(projectId, ada, ["annotator"], 99)
    const files = memoryFiles({ [`${WORD}.png`]: pngHeader(64, 48) })
    await ingest(harness.deps, { project: await access(owner), files, as: "settled", name: "x", who: whoIs(owner) })
    sha256 = (await findAsset(store.storage.db, projectId, 1))?.sha256 ?? ""
    const drawn = await nextTasks(harness.deps, await access(ada), ada.id, { project: "signs" as never, want: 1 })
    const [lease] = drawn.leases
    if (!lease) throw new Error("a lease expected")
    const box = { id: "r1", label: "line", geometry: { type: "box", x: 1, y: 1, width: 5, height: 5 } }
    const body = AnnotationBody.parse({ regions: [{ ...box, transcript: { value: WORD } }], nothingHere: false })
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const submissionId = harness.deps.uuid() as SubmissionId
    const sent = { assignmentId, fence, submissionId, body, ontologyVersion, guidelineVersion, want: 1 }
    await submitTask(harness.deps, ada.id, sent)
    await harness.resolve()
    const project = await access(owner)
    const all = { project: project.slug, selection: { filter: FILTER } }
    const acts: z.infer<typeof AssetAct>[] = [{ act: "tag", tags: [WORD] }, { act: "reopen" }]
    for (const act of acts) await actOnAssets(harness.deps, project, whoIs(owner), { ...all, act })
    await harness.resolve()
    await actOnAssets(harness.deps, project, whoIs(owner), { ...all, act: { act: "delete" } })
    harness.clock.nowMs += TRASH_MS + 1
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  test("nothing of what people wrote on a picture is left, and they still read that they worked on it", async () => {
    expect(await tablesWith(store.storage, WORD)).toEqual(
      expect.arrayContaining(["asset", "asset_tag", "submission", "undo"]),
    )
    expect(await emptyTrash(harness.deps)).toBe(1)
    expect(await tablesWith(store.storage, WORD)).toEqual([])
    expect(await harness.deps.blobs.has(sha256)).toBe(false)
    const input = { project: null, states: [], search: "", cursor: null, limit: 10 }
    const { rows } = await historyPage(harness.deps, ada.id, input)
    expect(rows).toHaveLength(1)
    const one = await historyOne(harness.deps, ada.id, rows[0]?.assignmentId ?? "")
    expect(one).toMatchObject({ task: { body: { regions: [] } }, kept: null, differences: [] })
    const mine = await collectPersonData(store.storage.db, ada.id)
    expect(mine.submissions).toHaveLength(1)
    expect(JSON.stringify(mine)).not.toContain(WORD)
    const project = await access(owner)
    const listed = {
      project: project.slug,
      filter: { ...FILTER, search: WORD },
      sort: "number",
      cursor: null,
      limit: 9,
    }
    expect((await listAssets(harness.deps, project, whoIs(owner), { ...listed, sort: "number" })).total).toBe(0)
  })

  test("a run that was cut short is taken up again, to the last byte", async () => {
    const blobs = {
      ...harness.deps.blobs,
      remove: async () => {
        throw new Error("the disk is away")
      },
    }
    await expect(emptyTrash({ ...harness.deps, blobs })).rejects.toThrow("the disk is away")
    expect(await harness.deps.blobs.has(sha256)).toBe(true)
    expect(await emptyTrash(harness.deps)).toBe(0)
    expect(await harness.deps.blobs.has(sha256)).toBe(false)
  })

  test("bytes that another picture came with meanwhile stay", async () => {
    const project = await access(owner)
    const files = memoryFiles({ "again.png": pngHeader(64, 48) })
    await ingest(harness.deps, { project, files, as: "settled", name: "y", who: whoIs(owner) })
    expect(await emptyTrash(harness.deps)).toBe(1)
    expect(await harness.deps.blobs.has(sha256)).toBe(true)
  })
})
