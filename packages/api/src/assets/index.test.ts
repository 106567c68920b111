import { findAccessBySlug, findTargets, type ProjectAccess, readReview, storeGroup, updateProject } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { memoryFiles } from "@justesse/formats"
import { AssetId, JustesseError, LabelId, type Role } from "@justesse/types"
import type { AssetAct, AssetFilter } from "@justesse/types/wire/asset"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { z } from "zod"
import type { Who } from "../core/who.ts"
import { ingest } from "../imports/run.ts"
import { decide, fileReview } from "../review/decide.ts"
import { openReview } from "../review/open.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { headerPictures, pngHeader } from "../testing/pictures.ts"
import { submitTask } from "../work/submit.ts"
import { nextTasks } from "../work/tasks.ts"
import { actOnAssets } from "./acts.ts"
import { listAssets } from "./index.ts"
import { getAsset } from "./show.ts"
import { undoAct } from "./undo.ts"

const EVERYTHING: AssetFilter = { search: "", states: [], labels: [] }
const COCO = JSON.stringify({
  images: [1, 2, 3, 4].map((id) => ({ id, file_name: `p${id}.png`, width: 64, height: 48 })),
  categories: [
    { id: 1, name: "car" },
    { id: 2, name: "stop sign" },
    { id: 3, name: "sign" },
  ],
  annotations: [
    { id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], attributes: { transcription: "100% OFF" } },
    { id: 2, image_id: 2, category_id: 2, bbox: [1, 2, 3, 4] },
    { id: 3, image_id: 3, category_id: 3, bbox: [1, 2, 3, 4] },
  ],
})

describe.each(engines)("pictures on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let who: Who
  let projectId: number

  const whoIs = (person: TestPerson): Who => ({ personId: person.id, name: person.name, operator: false, scopes: null })
  const access = async (person = owner): Promise<ProjectAccess> => {
    const found = await findAccessBySlug(store.storage.db, "cars", person.id)
    if (!found) throw new JustesseError("not_found")
    return found
  }
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { pictures: headerPictures } })
    owner = await harness.addPerson("Olga")
    who = whoIs(owner)
    projectId = await harness.addProject({
      slug: "cars",
      owner,
      settings: { overlap: { base: 1, more: 1, moreRatio: 0 } },
    })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const list = async (
    filter: Partial<AssetFilter> = {},
    sort: "newest" | "name" | "number" = "number",
    cursor: string | null = null,
    limit = 100,
  ) => {
    const project = await access()
    return listAssets(harness.deps, project, who, {
      project: project.slug,
      filter: { ...EVERYTHING, ...filter },
      sort,
      cursor,
      limit,
    })
  }
  const names = async (filter: Partial<AssetFilter> = {}) => (await list(filter)).tiles.map((tile) => tile.name)
  const act = async (what: z.infer<typeof AssetAct>, ids: readonly number[] | null = null) => {
    const project = await access()
    const selection = ids ? { assets: ids.map((id) => AssetId.parse(id)) } : { filter: EVERYTHING }
    return actOnAssets(harness.deps, project, who, { project: project.slug, selection, act: what })
  }
  const undo = async (id: number) => undoAct(harness.deps, await access(), who, id)
  const states = async () => (await list()).tiles.map((tile) => tile.state)
  const targets = async (ids: readonly number[]) => findTargets(store.storage.db, projectId, ids, harness.clock.nowMs)
  const ingestFiles = async () => {
    const pictures = Object.fromEntries([1, 2, 3, 4].map((id) => [`p${id}.png`, pngHeader(64, 48, `${id}`)]))
    const files = memoryFiles({ ...pictures, "x.json": COCO, "bad.png": "no picture", "z/free.png": pngHeader(9, 9) })
    await ingest(harness.deps, { project: await access(), files, as: "settled", name: "x", who })
  }
  const joined = async (name: string, roles: readonly Role[] = ["annotator"]) => {
    const person = await harness.addPerson(name)
    await harness.addMember(projectId, person, roles, 99)
    return person
  }
  const take = async (person: TestPerson) => {
    const project = await access(person)
    return (await nextTasks(harness.deps, project, person.id, { project: project.slug, want: 1 })).leases[0]
  }
  const answer = async (person: TestPerson) => {
    const lease = await take(person)
    if (!lease) throw new Error("nothing to do")
    await submitTask(harness.deps, person.id, {
      assignmentId: lease.assignmentId,
      fence: lease.fence,
      submissionId: harness.deps.uuid() as never, // a fresh UUID
      body: { regions: [], nothingHere: true },
      ontologyVersion: lease.ontologyVersion,
      guidelineVersion: lease.guidelineVersion,
      want: 1,
    })
  }

  test("pictures are found by name, by what is written on them, and by number", async () => {
    await ingestFiles()
    expect(await names({ search: "P2" })).toEqual(["p2.png"])
    expect(await names({ search: "100% off" })).toEqual(["p1.png"])
    expect(await names({ search: "%" })).toEqual(["p1.png"])
    const [first] = (await list()).tiles
    expect(await names({ search: String(first?.asset) })).toContain(first?.name)
    expect(await names({ search: "nowhere" })).toEqual([])
  })

  test("the first page counts anew; those that follow repeat it for two seconds", async () => {
    await ingestFiles()
    const total = async (cursor: string | null) => (await list({}, "number", cursor, 2)).total
    const { total: before, next } = await list({}, "number", null, 2)
    await act({ act: "delete" }, [1])
    expect(await total(next)).toBe(before)
    expect(await total(null)).toBe(before - 1)
    expect(await total(next)).toBe(before - 1)
    await act({ act: "delete" }, [2])
    harness.clock.nowMs += 2_000
    expect(await total(next)).toBe(before - 2)
  })

  test("pictures are narrowed by state and label, and counted", async () => {
    await ingestFiles()
    expect(await names({ states: ["settled"] })).toEqual(["p1.png", "p2.png", "p3.png", "p4.png"])
    expect(await names({ states: ["not_read"] })).toEqual(["bad.png"])
    expect(await names({ states: ["open", "not_read"] })).toEqual(["bad.png", "z/free.png"])
    expect(await names({ labels: [LabelId.parse("sign")] })).toEqual(["p3.png"])
    expect(await names({ labels: [LabelId.parse("stop sign")] })).toEqual(["p2.png"])
    const page = await list({ states: ["settled"] })
    expect([page.total, page.all]).toEqual([4, 6])
    expect(page.byState).toMatchObject({ settled: 4, open: 1, not_read: 1, worked_on: 0 })
    const bad = (await list({ states: ["not_read"] })).tiles[0]
    expect([bad?.problem, bad?.thumbnail, bad?.size]).toEqual(["picture_broken", "", null])
  })

  test.each(["newest", "name", "number"] as const)("pages by %s hold everything once", async (sort) => {
    await ingestFiles()
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({}, sort, cursor, 2)
      seen.push(...page.tiles.map((tile) => tile.name))
      cursor = page.next
    } while (cursor !== null)
    expect(seen).toHaveLength(6)
    expect(new Set(seen).size).toBe(6)
    expect(sort === "name" ? seen : [...seen].sort()).toEqual([...seen].sort())
  })

  test("excluding all that match is one act and one undo; work in hand is finished first", async () => {
    const ids = await harness.addPictures(projectId, 5)
    const annotator = await joined("Awa")
    await take(annotator)
    const done = await act({ act: "exclude" })
    expect(done).toMatchObject({ changed: 5, inHand: 1 })
    expect(new Set(await states())).toEqual(new Set(["excluded"]))
    expect(await take(await joined("Binta"))).toBeUndefined()
    await undo(done.undo)
    expect(new Set(await states())).toEqual(new Set(["open"]))
    await expect(undo(done.undo)).rejects.toMatchObject({ code: "nothing_to_undo" })
    expect((await act({ act: "include" }, ids)).changed).toBe(0)
  })

  test("a settled answer that was excluded comes back settled", async () => {
    await ingestFiles()
    const before = await states()
    const done = await act({ act: "exclude" })
    await undo(done.undo)
    await harness.resolve()
    expect(await states()).toEqual(before)
  })

  test("reopened pictures ask one more answer, and the undo brings the kept one back", async () => {
    await ingestFiles()
    const [first] = (await list({ states: ["settled"] })).tiles
    const done = await act({ act: "reopen" }, [first?.asset ?? 0])
    expect(done.changed).toBe(1)
    expect((await targets([first?.asset ?? 0]))[0]).toMatchObject({ state: "open", openSlots: 1 })
    await undo(done.undo)
    const [back] = await targets([first?.asset ?? 0])
    expect(back).toMatchObject({ state: "settled", openSlots: 0, settledBy: "import" })
  })

  test("an answer that came after the act is not undone", async () => {
    await ingestFiles()
    const final = (await list({ states: ["settled"] })).tiles
    const free = (await list({ states: ["open"] })).tiles
    await act(
      { act: "exclude" },
      free.map((tile) => tile.asset),
    )
    const done = await act(
      { act: "reopen" },
      final.map((tile) => tile.asset),
    )
    await answer(await joined("Awa"))
    await harness.resolve()
    await undo(done.undo)
    const kept = (await targets(final.map((tile) => tile.asset))).map((target) => target.settledBy)
    expect(kept.filter((by) => by === "single")).toHaveLength(1)
    expect(kept.filter((by) => by === "import")).toHaveLength(3)
  })

  test("put first comes first, reserved comes only to whom it is kept for", async () => {
    const ids = await harness.addPictures(projectId, 3)
    const awa = await joined("Awa")
    const binta = await joined("Binta")
    const group = await storeGroup(store.storage.db, projectId, { id: null, name: "night", members: [binta.id] })
    await act({ act: "put_first" }, ids.slice(2))
    await act({ act: "reserve", person: binta.id, group: null }, ids.slice(0, 1))
    await act({ act: "reserve", person: null, group }, ids.slice(1, 2))
    const tiles = (await list()).tiles
    expect(tiles.map((tile) => [tile.priority, tile.reservedFor])).toEqual([
      [0, "Binta"],
      [0, "night"],
      [1, null],
    ])
    const held = await take(awa)
    const shown = await getAsset(harness.deps, await access(), who, ids[2] ?? 0)
    expect([held === undefined, shown.workedOn]).toEqual([false, true])
    expect(
      (await nextTasks(harness.deps, await access(awa), awa.id, { project: (await access()).slug, want: 5 })).leases,
    ).toHaveLength(1)
    expect(
      (await nextTasks(harness.deps, await access(binta), binta.id, { project: (await access()).slug, want: 5 }))
        .leases,
    ).toHaveLength(2)
    await expect(act({ act: "reserve", person: 999, group: null }, ids)).rejects.toMatchObject({ code: "not_found" })
  })

  test("the number of answers wanted changes for what waits, and back", async () => {
    const ids = await harness.addPictures(projectId, 2)
    const done = await act({ act: "overlap", overlap: 3 }, ids)
    expect((await targets(ids)).map((target) => target.openSlots)).toEqual([3, 3])
    await undo(done.undo)
    expect((await targets(ids)).map((target) => target.openSlots)).toEqual([1, 1])
  })

  test("a settled answer sent to review is looked at region by region and filed", async () => {
    await ingestFiles()
    const reviewer = await joined("Rita", ["reviewer"])
    const [first] = (await list({ states: ["settled"] })).tiles
    const done = await act({ act: "send_to_review" }, [first?.asset ?? 0])
    expect(done.changed).toBe(1)
    expect((await states())[0]).toBeDefined()
    const project = await access(reviewer)
    const task = await openReview(harness.deps, project, reviewer.id, {
      project: project.slug,
      task: null,
      kinds: [],
      labels: [],
    })
    expect(task?.differences.map((one) => [one.difference.kind, one.difference.proposal?.label])).toEqual([
      ["one_person", "car"],
    ])
    if (!task) throw new Error("nothing to review")
    const [one] = task.differences
    if (!one) throw new Error("nothing to decide")
    const reason = { code: "other" as const, clause: null, note: "" }
    const at = { project: project.slug, task: task.task }
    const decided = await decide(harness.deps, project, reviewer.id, {
      ...at,
      revision: task.revision,
      difference: one.difference.id,
      decision: { outcome: "none", reason },
    })
    await fileReview(harness.deps, project, reviewer.id, { ...at, revision: decided.revision })
    const [target] = await targets([first?.asset ?? 0])
    expect(target).toMatchObject({ state: "settled", settledBy: "review" })
    await undo(done.undo)
    expect((await targets([first?.asset ?? 0]))[0]?.settledBy).toBe("review")
  })

  test("sending to review is taken back while nothing is decided", async () => {
    await ingestFiles()
    const [first] = (await list({ states: ["settled"] })).tiles
    const taskId = Number(first?.asset ?? 0)
    const done = await act({ act: "send_to_review" }, [taskId])
    expect((await targets([taskId]))[0]?.state).toBe("disputed")
    await undo(done.undo)
    expect((await targets([taskId]))[0]).toMatchObject({ state: "settled", settledBy: "import" })
    expect(await readReview(store.storage.db, { projectId, taskId })).toBeUndefined()
  })

  test("one picture shows everybody's answer by name, where it came from and what happened", async () => {
    await ingestFiles()
    const awa = await joined("Awa")
    await answer(awa)
    await harness.resolve()
    const [free] = (await list({ search: "free" })).tiles
    const shown = await getAsset(harness.deps, await access(), who, free?.asset ?? 0)
    expect(shown.people.map((one) => [one.who, one.counted])).toEqual([["Awa", true]])
    expect(shown).toMatchObject({ state: "settled", settledBy: "single" })
    expect(shown.history.map((line) => line.what).slice(0, 2)).toEqual(["asset.added", "task.sent"])
    const imported = (await list({ search: "p1" })).tiles[0]
    const other = await getAsset(harness.deps, await access(), who, imported?.asset ?? 0)
    expect(other.history.find((line) => line.what === "asset.labels_imported")?.detail["file"]).toBe("x.json")
    expect(other.provenance.map((one) => one.method)).toEqual(["import"])
    await expect(getAsset(harness.deps, await access(), who, 9_999)).rejects.toMatchObject({ code: "not_found" })
  })

  test("who may decide a disputed picture reads letters, not names", async () => {
    await harness.addPictures(projectId, 1)
    await act({ act: "overlap", overlap: 2 })
    const rita = await joined("Rita", ["reviewer"])
    for (const name of ["Awa", "Binta"]) {
      const person = await joined(name)
      const lease = await take(person)
      if (!lease) throw new Error("nothing to do")
      const region = {
        id: "r1",
        geometry: { type: "box", x: name === "Awa" ? 1 : 40, y: 1, width: 3, height: 3 },
        label: "car",
      }
      await submitTask(harness.deps, person.id, {
        assignmentId: lease.assignmentId,
        fence: lease.fence,
        submissionId: harness.deps.uuid() as never, // a fresh UUID
        body: { regions: [region as never], nothingHere: false }, // ids are plain texts in this test
        ontologyVersion: 1,
        guidelineVersion: 1,
        want: 1,
      })
    }
    await harness.resolve()
    const [tile] = (await list()).tiles
    expect(tile?.state).toBe("disputed")
    const forReviewer = await getAsset(harness.deps, await access(rita), whoIs(rita), tile?.asset ?? 0)
    expect(forReviewer.people.map((one) => one.who).sort()).toEqual(["A", "B"])
    expect(JSON.stringify(forReviewer)).not.toMatch(/Awa|Binta/)
    const forOwner = await getAsset(harness.deps, await access(), who, tile?.asset ?? 0)
    expect(forOwner.people.map((one) => one.who).sort()).toEqual(["Awa", "Binta"])
  })

  test("in an open project the owner reads pseudonyms", async () => {
    await updateProject(store.storage.db, projectId, { names: "open" })
    await harness.addPictures(projectId, 1)
    const awa = await joined("Awa")
    await answer(awa)
    await harness.resolve()
    const [tile] = (await list()).tiles
    const shown = await getAsset(harness.deps, await access(), who, tile?.asset ?? 0)
    expect(shown.people.map((one) => one.who)).toEqual([`P${awa.id}`])
    expect(JSON.stringify(shown)).not.toContain("Awa")
  })
})
