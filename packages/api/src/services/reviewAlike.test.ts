import { randomUUID } from "node:crypto"
import { type Review, reviews, tasks } from "@justesse/db"
import { AnnotationBody, DEFAULT_SETTINGS, type ProjectSettings } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { engines, type TestStorage, temporaryFolder } from "../../../../tests/engines/engines.ts"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const line = (id: string, y: number, value: string, more: object = {}) => ({
  id,
  shape: "box",
  label: "line",
  x: 40,
  y,
  width: 200,
  height: 24,
  transcript: { value },
  ...more,
})
const body = (...regions: object[]) => AnnotationBody.parse({ regions, nothingHere: regions.length === 0 })
const reason = { code: "text", clause: "1", note: "" } as const

describe.each(engines)("deciding alike differences together, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let people: TestPerson[] = []
  let reviewer: TestPerson
  let other: TestPerson
  let made = 0

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    people = await Promise.all(["Ann", "Bea", "Cy"].map((name) => h.addPerson(name)))
    reviewer = await h.addPerson("Rita")
    other = await h.addPerson("Rolf")
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const as = (person: TestPerson) => appRouter.createCaller(h.contextOf(person)).review

  /** A project in which three people answered each of these pictures. */
  async function project(answers: readonly (readonly object[])[][], settings: Partial<ProjectSettings> = {}) {
    const owner = await h.addPerson(`Owner${++made}`)
    const slug = `alike-${made}`
    const overlap = { base: 3, more: 3, moreRatio: 0 }
    const id = await h.addProject({ slug, owner, kind: "transcription", settings: { overlap, ...settings } })
    for (const person of people) await h.addMember(id, person, ["annotator"])
    for (const person of [reviewer, other]) await h.addMember(id, person, ["reviewer"])
    await h.addPictures(id, answers.length)
    for (const [p, person] of people.entries())
      for (const regions of answers) await answer(id, person, body(...(regions[p] ?? [])))
    await h.settle()
    return { id, slug }
  }

  async function answer(projectId: number, person: TestPerson, said: AnnotationBody): Promise<void> {
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    const draw = { projectId, tiers: [1], want: 1, freshIds: [randomUUID()], ...versions }
    const [lease] = await at.storage.hot.next({ ...draw, personId: person.id, nowMs: h.clock.nowMs })
    if (!lease) throw new Error("a task expected")
    const text = JSON.stringify(said)
    await at.storage.hot.submit({
      publicId: lease.publicId,
      personId: person.id,
      fence: lease.fence,
      submissionId: randomUUID(),
      body: text,
      bodySha256: h.deps.sha256(text),
      ...versions,
      regions: said.regions.length,
      nowMs: h.clock.nowMs++,
      next: null,
    })
  }

  /** Comma against point on the first line of each picture; some have another difference too. */
  const commas = (count: number, also = 0) =>
    Array.from({ length: count }, (_, i) => {
      const second = (text: string) => (i < also ? [line("2", 80, text)] : [])
      return [
        [line("1", 20, `${i},50`), ...second("MERCI")],
        [line("1", 20, `${i}.50`), ...second("MERCI")],
        [line("1", 20, `${i},50`), ...second("NERC1")],
      ]
    })

  async function wall(slug: string, key: string, person = reviewer) {
    const items = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<ReturnType<typeof as>["alike"]>> = await as(person).alike({
        project: slug,
        key,
        cursor,
      } as never)
      items.push(...page.items)
      cursor = page.next
    } while (cursor !== null)
    return items
  }
  const itemsOf = (items: Awaited<ReturnType<typeof wall>>) =>
    items.map(({ task, difference, revision }) => ({ task, difference: difference.id, revision }))

  test("a group shows its sides, its clause, its sample; the wall shows all of it, twelve a page", async () => {
    const { slug } = await project(commas(14, 3))
    const queue = await as(reviewer).queue({ project: slug, kinds: [], labels: [] } as never)
    expect(queue.alike).toHaveLength(1)
    const [group] = queue.alike
    expect(group).toMatchObject({ key: "text:decimal_comma", kind: "text", rule: "decimal_comma", label: "line" })
    expect(group).toMatchObject({ differences: 14, tasks: 14, clause: null, edge: null })
    expect(group?.sides).toEqual([
      { side: "a", shows: "0,50", leads: 14 },
      { side: "b", shows: "0.50", leads: 0 },
    ])
    expect(queue.alikeDifferences).toBe(14)
    expect(queue.differences).toBe(17)
    const page = await as(reviewer).alike({ project: slug, key: "text:decimal_comma", cursor: null } as never)
    expect(page.items).toHaveLength(12)
    const items = await wall(slug, "text:decimal_comma")
    expect(items.map(({ showsA, showsB, proposed }) => [showsA, showsB, proposed])).toEqual(
      Array.from({ length: 14 }, (_, i) => [`${i},50`, `${i}.50`, "a"]),
    )
    expect(items[0]?.a).toHaveLength(2)
    expect(items[0]?.b).toHaveLength(1)
  })
})
