import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { afterEach, beforeEach, expect, test } from "vitest"
import { OUTSIDE } from "../../core/fair.ts"
import { appRouter } from "../../index.ts"
import { makeHarness } from "../../testing/harness.ts"

const [engine] = ruleEngines
if (!engine) throw new Error("there is no engine")

let store: TestStorage
const folder = temporaryFolder()
beforeEach(async () => void (store = await engine.open()))
afterEach(async () => {
  await store.close()
  folder.remove()
})

test("an owner whose model's server never answers can act meanwhile", async () => {
  let asked = 0
  const never = () => {
    asked++
    return new Promise<never>(() => {})
  }
  const harness = makeHarness({
    ...{ storage: store.storage, folder: folder.path },
    override: { modelServers: { call: never } },
  })
  const owner = await harness.addPerson("Olga")
  await harness.addProject({ slug: "cars", owner })
  const caller = appRouter.createCaller(harness.contextOf(owner))
  const tried = { project: "cars", address: "http://model.test", sends: "bytes", words: {} } as never
  for (let n = 0; n < 3; n++) void caller.models.try(tried).catch(() => undefined)
  await expect.poll(() => asked).toBe(2)
  const saved = caller.guideline.save({ project: "cars", baseVersion: 1, markdown: "## 1 Other", note: "" } as never)
  await expect(saved).resolves.toBeDefined()
})

test("procedures that wait for servers of others are there", () => {
  const paths = Object.keys(appRouter._def.procedures)
  expect(OUTSIDE.filter((path) => !paths.includes(path))).toEqual([])
})
