import { findAccessBySlug } from "@justesse/db"
import { listNotices } from "@justesse/db/questions/notices"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { saveGuideline } from "../guidelines/index.ts"
import { saveOntology } from "../labels/index.ts"
import { type Harness, makeHarness, TEST_ONTOLOGY, type TestPerson } from "../testing/harness.ts"
import { updateSettings } from "./index.ts"
import { answerAsk, showRefusedAsks } from "./refusedAsks.ts"

describe.each(ruleEngines)("sentences that ask for a refused kind of work, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let operator: TestPerson

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Ada")
    operator = await harness.addPerson("Olga", true)
    await harness.addProject({ slug: "shop", owner })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const who = ({ id, name, operator: isOperator = false }: { id: number; name: string; operator?: boolean }) => ({
    ...{ personId: id, name, operator: isOperator, scopes: null },
  })
  const access = async () => {
    const found = await findAccessBySlug(store.storage.db, "shop", owner.id)
    if (!found) throw new Error("no access")
    return found
  }
  const guideline = async (markdown: string) => {
    const project = await access()
    const base = { project: project.slug, baseVersion: project.guidelineVersion, note: "" }
    return saveGuideline(harness.deps, project, who(owner), { ...base, markdown })
  }
  const settings = async (purpose: string) => {
    const project = await access()
    const change = { project: project.slug, name: project.name, settings: { ...project.settings, purpose } }
    return updateSettings(harness.deps, project, who(owner), change)
  }
  const told = async (person: TestPerson) =>
    (await listNotices(store.storage.db, person.id, null, 10)).map(({ kind }) => kind)

  test("an open project takes no such sentence, in whichever part, until an operator allowed it", async () => {
    const waits = { code: "purpose_asked", detail: { answer: "waits" } }
    await expect(guideline("Box signs.\n\nVisit our website and subscribe to my channel.")).rejects.toMatchObject(waits)
    await expect(settings("Like our page and share it")).rejects.toMatchObject(waits)
    const { labels } = TEST_ONTOLOGY
    const [first, ...rest] = labels
    if (!first) throw new Error("no label")
    const pretending = [{ ...first, name: { en: "Solve these captchas" } }, ...rest]
    const project = await access()
    const change = { project: project.slug, baseVersion: project.ontologyVersion, ontology: { labels: pretending } }
    await expect(saveOntology(harness.deps, project, who(owner), change)).rejects.toMatchObject(waits)

    const { asks } = await showRefusedAsks(harness.deps)
    expect(asks.map(({ place, kind }) => [place, kind])).toEqual([
      ["guideline", "likes"],
      ["purpose", "likes"],
      ["labels", "captchas"],
    ])
    expect(await told(operator)).toEqual(["purpose_asked"])
    expect((await access()).guidelineVersion).toBe(project.guidelineVersion)

    const [subscribe, like] = asks as [(typeof asks)[number], (typeof asks)[number]]
    await answerAsk(harness.deps, who(operator), { id: subscribe.id, answer: "allowed" })
    await guideline("Box signs.\n\nVisit our website and subscribe to my channel.")
    await answerAsk(harness.deps, who(operator), { id: like.id, answer: "refused" })
    await answerAsk(harness.deps, who(operator), { id: like.id, answer: "allowed" })
    await expect(settings("Like our page and share it")).rejects.toMatchObject({ detail: { answer: "refused" } })
    expect(await told(owner)).toEqual(["purpose_refused"])
    await settings("Signs of shops")
  })

  test("operators are asked once about a sentence, however many ask at once", async () => {
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => settings("Solve these CAPTCHAs")))
    expect(tries.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "rejected"))
    expect((await showRefusedAsks(harness.deps)).asks).toHaveLength(1)
  })
})
