import { DEFAULT_PREFERENCES } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { insertPerson, notePersonSeen } from "../people/index.ts"
import { engines, type TestStorage } from "./engines.ts"
import { contentOf } from "./refuseEvents.ts"

describe.each(engines)("the content that acts change, on $name", ({ open }) => {
  let store: TestStorage
  beforeEach(async () => void (store = await open()))
  afterEach(() => store.close())

  test("is the same after a note of who was here, which is written beside acts, and another after an act", async () => {
    const { db } = store.storage
    const awa = {
      authUserId: "awa",
      name: "Awa",
      email: "awa@example.org",
      operator: false,
      preferences: DEFAULT_PREFERENCES,
      madeAtMs: 1,
    }
    const id = await insertPerson(db, awa)
    const before = await contentOf(store.storage)
    await notePersonSeen(db, id, 5)
    expect(await contentOf(store.storage)).toEqual(before)
    await insertPerson(db, { ...awa, authUserId: "ben", email: "ben@example.org" })
    expect(await contentOf(store.storage)).not.toEqual(before)
  })
})
