import { findPerson } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { DEFAULT_PREFERENCES, type KeyChoice, PLAIN_LOOK } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"
import { preferencesOf } from "./preferences.ts"

describe.each(ruleEngines)("a person's preferences on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  test("a look is kept beside the others, and a page that knows nothing of looks takes none back", async () => {
    const person = await harness.addPerson("Ada")
    const ada = appRouter.createCaller(harness.contextOf(person))
    const kept = async () => (await findPerson(store.storage.db, person.id))?.preferences
    const look = { ...PLAIN_LOOK, brightness: 30, gamma: 1.5 }
    await ada.account.update({ look })
    expect(await kept()).toEqual({ ...DEFAULT_PREFERENCES, look })
    await ada.account.update({ preferences: { ...DEFAULT_PREFERENCES, theme: "dark" } })
    expect(await kept()).toEqual({ ...DEFAULT_PREFERENCES, theme: "dark", look })
    await ada.account.update({ look: PLAIN_LOOK })
    expect(await kept()).toEqual({ ...DEFAULT_PREFERENCES, theme: "dark", look: PLAIN_LOOK })
    await expect(ada.account.update({ look: { ...look, gamma: 99 } })).rejects.toThrow()
  })

  test("own keys are kept beside the others, whatever commands they name, and only their own page changes them", async () => {
    const person = await harness.addPerson("Ada")
    const ada = appRouter.createCaller(harness.contextOf(person))
    const kept = async () => {
      const found = await findPerson(store.storage.db, person.id)
      return found && preferencesOf(found)
    }
    // Before there were keys.
    expect(await kept()).toEqual(DEFAULT_PREFERENCES)
    const keys: KeyChoice = {
      preset: "cvat",
      own: { "tool.box": [{ character: "c", shift: true }], "of.tomorrow": [{ position: "KeyQ" }], undo: [] },
    }
    await ada.account.update({ keys })
    expect(await kept()).toEqual({ ...DEFAULT_PREFERENCES, keys })
    const stale = { ...DEFAULT_PREFERENCES, theme: "dark", keys: { preset: "justesse", own: {} } } as const
    await ada.account.update({ preferences: stale })
    expect(await kept()).toEqual({ ...DEFAULT_PREFERENCES, theme: "dark", keys })
    await expect(ada.account.update({ keys: { preset: "cvat", own: { undo: [{ character: "" }] } } })).rejects.toThrow()
    const many = Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`command.${i}`, []]))
    await expect(ada.account.update({ keys: { preset: "cvat", own: many } })).rejects.toThrow()
    await ada.account.update({ keys: { preset: "justesse", own: {} } })
    expect((await kept())?.keys).toEqual({ preset: "justesse", own: {} })
  })
})
