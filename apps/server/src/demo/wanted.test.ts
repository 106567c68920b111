import { insertProject, setProjectState } from "@justesse/db"
import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { addPeople, NOW } from "@justesse/db/testing/seed"
import { SAMPLE_PROJECTS, type SampleProject } from "@justesse/fixtures"
import { DEFAULT_SETTINGS } from "@justesse/types"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { wantedSamples } from "./wanted.ts"

const slugs = (samples: readonly SampleProject[]) => samples.map(({ slug }) => slug)
const OLD = SAMPLE_PROJECTS.filter(({ status }) => status !== "begun")

describe.each(engines)("the sample projects that are made on $name", (engine) => {
  let opened: TestStorage
  let ada = 0
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0] = await addPeople(opened.storage, 1)
  })
  const make = (sample: SampleProject | undefined) => {
    const { slug, kind } = sample ?? expect.fail("no such sample")
    return insertProject(opened.storage.db, {
      ...{ slug, name: slug, kind, names: "in_house", state: "open", settings: DEFAULT_SETTINGS },
      ...{ draft: null, ontology: '{"labels":[]}', guideline: "", madeBy: ada, madeAtMs: NOW },
    })
  }

  test("are all of them in a new studio, and after an interruption what was left out", async () => {
    expect(slugs(await wantedSamples(opened.storage))).toEqual(slugs(SAMPLE_PROJECTS))
    const [first, ...rest] = SAMPLE_PROJECTS
    await make(first)
    expect(slugs(await wantedSamples(opened.storage))).toEqual(slugs(rest))
  })

  test("are no more than there were in a studio whose sample is older, whatever this program would add", async () => {
    for (const sample of OLD) await make(sample)
    expect(await wantedSamples(opened.storage)).toEqual([])
  })

  test("of an older sample that was interrupted are its own alone", async () => {
    await make(OLD[0])
    expect(slugs(await wantedSamples(opened.storage))).toEqual(slugs(OLD.slice(1)))
  })

  test("are none of those that a later program adds, and none that its owner deleted", async () => {
    const known = SAMPLE_PROJECTS.slice(0, -1)
    await wantedSamples(opened.storage, known)
    for (const sample of known) await setProjectState(opened.storage.db, await make(sample), "deleted", NOW)
    expect(await wantedSamples(opened.storage)).toEqual([])
  })
})
