import { findPredictions } from "@justesse/db/imports/proposals"
import { findProposingSet, findSet } from "@justesse/db/models/predictions"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { canonicalJson, ProjectSlug } from "@justesse/types"
import type { ReadingLanguage, ReadLine } from "@justesse/types/models/reading"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Harness, makeHarness, type TestPerson } from "../../testing/harness.ts"
import { workRouter } from "../../work/router.ts"
import { modelsRouter } from "../router.ts"
import { fillAhead } from "./fill.ts"

const PAGES = 12
const LINES = 4
/** On this page nothing is read. */
const BLANK = 3

const lineAt = (n: number) => ({ x: 20, y: 20 + 60 * n, width: 400, height: 30 })
const said = (n: number) => `line ${n} "read":`

describe.each(ruleEngines)("pages that the studio itself reads, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let owner: TestPerson
  let project = 0
  let photos = 0
  const slug = ProjectSlug.parse("letters")
  const asked: ReadingLanguage[] = []

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    const reader = {
      version: "tesseract.js 7.0.0",
      read: async (picture: Uint8Array, language: ReadingLanguage): Promise<readonly ReadLine[]> => {
        asked.push(language)
        if (new TextDecoder().decode(picture) === `picture ${BLANK}`) return []
        const lines = Array.from({ length: LINES }, (_, n) => ({ ...lineAt(n), text: said(n), score: 0.4 + n / 10 }))
        // One hangs over the edge, one lies outside of the page.
        return [
          ...lines,
          { ...lineAt(5), width: 4_000, text: "edge", score: 0.5 },
          { ...lineAt(0), x: 5_000, text: "off", score: 0.5 },
        ]
      },
    }
    h = makeHarness({ storage: at.storage, folder: folder.path, override: { reader } })
    owner = await h.addPerson("Olga")
    const proposals = { mustDecide: false, without: 0, solidFrom: 0.5 }
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 }, proposals }
    project = await h.addProject({ slug, owner, roles: ["owner", "annotator"], kind: "transcription", settings })
    photos = await h.addProject({ slug: ProjectSlug.parse("photos"), owner, kind: "boxes" })
    await h.addPictures(project, PAGES)
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const models = () => modelsRouter.createCaller(h.contextOf(owner))
  const shown = async () => (await models().reading({ project: slug })) ?? expect.fail("lines expected")
  const fill = async () => {
    const [server] = await at.storage.db
      .selectFrom("model_server")
      .selectAll()
      .where("project_id", "=", project)
      .execute()
    return fillAhead(h.deps, { project, server: server?.id ?? 0 }, async () => {})
  }
  const textsOf = async (task: number) => {
    const { set } = await shown()
    const body = (await findPredictions(at.storage.db, project, set ?? 0, [task])).get(task)
    const { regions }: { regions: { text?: string; read?: string }[] } = JSON.parse(body ?? "{}")
    return regions.map(({ text, read }) => ({ text, read }))
  }

  test("it is off until somebody wants it, and there is nothing to read where answers are no lines of text", async () => {
    expect(await shown()).toMatchObject({
      on: false,
      set: null,
      language: "eng",
      compared: 0,
      letters: null,
      withText: false,
    })
    expect(await models().reading({ project: ProjectSlug.parse("photos") })).toBeNull()
    await expect(models().read({ project: ProjectSlug.parse("photos"), on: true, language: "eng" })).rejects.toThrow()
    await models().read({ project: slug, on: false, language: "fra" })
    expect(await shown()).toMatchObject({ on: false, set: null })
    expect(await at.storage.db.selectFrom("model_server").selectAll().execute()).toEqual([])
    expect(photos).toBeGreaterThan(0)
  })

  test("switched on, each page is read, and people begin with where its lines are, not with what was read", async () => {
    await models().read({ project: slug, on: true, language: "eng" })
    expect((await shown()).filling).toEqual({ done: 0, total: 0 })
    expect(await fill()).toEqual({ asked: PAGES, failed: null })
    const { set, on } = await shown()
    expect([on, (await findProposingSet(at.storage.db, project))?.id]).toEqual([true, set])
    expect(await findSet(at.storage.db, project, set ?? 0)).toMatchObject({
      name: "reading draft, tesseract.js 7.0.0, English",
      format: "text",
      pictures: PAGES,
      regions: (PAGES - 1) * (LINES + 1),
    })
    expect(await textsOf(BLANK)).toEqual([])
    expect((await textsOf(1)).map(({ read }) => read)).toContain(said(0))
    const { leases } = await workRouter.createCaller(h.contextOf(owner)).next({ project: slug, want: 4 })
    const given = leases.flatMap(({ body }) => body.regions)
    expect(given.length).toBeGreaterThan(LINES)
    for (const { geometry, transcript, origin } of given) {
      expect(transcript).toBeUndefined()
      expect(origin?.source).toBe("model")
      expect(geometry.type === "box" && geometry.x + geometry.width <= 1_000).toBe(true)
    }
  })

  test("it is no model that is connected: neither asked with a key, nor changed, told or taken away as one", async () => {
    expect((await models().servers({ project: slug })).servers).toEqual([])
    for (const act of ["disconnect", "retry", "train"] as const)
      await expect(models()[act]({ project: slug, server: 1 })).rejects.toThrow()
    await expect(models().change({ project: slug, server: 1, shown: "hidden" })).rejects.toThrow()
  })

  test("once final answers tell that few words are wrong the text is offered, and kept apart again where many are", async () => {
    const finish = async (pages: number, write: (n: number) => string) => {
      const regions = Array.from({ length: LINES }, (_, n) => ({
        ...{ id: `l${n}`, label: "car", geometry: { type: "box", ...lineAt(n) }, transcript: { value: write(n) } },
      }))
      const illegible = { ...regions[0], id: "x", transcript: { value: "no", marks: ["illegible"] } }
      await at.storage.db
        .updateTable("task_state")
        .set({
          state: "settled",
          settled_by: "review",
          answer: canonicalJson({ regions: [...regions, illegible], nothingHere: false }),
        })
        .where("project_id", "=", project)
        .where("task_id", "<=", pages)
        .execute()
    }
    await finish(5, said)
    // The third page has no lines that could be compared.
    expect(await shown()).toMatchObject({ compared: 4 * LINES, letters: null, least: 30 })
    await finish(PAGES, said)
    expect(await shown()).toMatchObject({ compared: 11 * LINES, letters: 0, words: 0, withText: false })
    await models().read({ project: slug, on: true, language: "eng" })
    expect(await shown()).toMatchObject({ withText: true })
    expect((await textsOf(1)).map(({ text }) => text)).toContain(said(0))
    await finish(PAGES, (n) => `other words altogether ${n}`)
    expect((await shown()).words).toBeGreaterThan(0.3)
    // The next job weighs it, too.
    expect(await fill()).toEqual({ asked: 0, failed: null })
    expect(await shown()).toMatchObject({ withText: false })
    expect((await textsOf(1)).map(({ read }) => read)).toContain(said(0))
  })

  test("another language begins anew, and switched off nobody begins with it", async () => {
    const { set: before } = await shown()
    await models().read({ project: slug, on: true, language: "fra" })
    const { set, language, compared } = await shown()
    expect([set === before, language, compared]).toEqual([false, "fra", 0])
    expect((await findSet(at.storage.db, project, set ?? 0))?.name).toBe("reading draft, tesseract.js 7.0.0, French")
    expect((await findProposingSet(at.storage.db, project))?.id).toBe(set)
    await models().read({ project: slug, on: false, language: "fra" })
    expect(await findProposingSet(at.storage.db, project)).toBeNull()
    const read = asked.length
    expect(await fill()).toMatchObject({ failed: null })
    expect(asked.length).toBe(read)
  })
})
