import { engines } from "@justesse/db/testing/engines"
import { getMigrations } from "better-auth/db/migration"
import { describe, expect, test } from "vitest"
import { authOptions } from "./options.ts"

describe.each(engines)("the sign-in library's tables on $name", (engine) => {
  test("are all there as it wants them: an upgrade that needs more fails here, not at a customer's", async () => {
    const { storage, close } = await engine.open()
    const options = authOptions(storage.db, storage.engine, {
      ...{ baseURL: "http://127.0.0.1", secret: "x".repeat(32), trustedOrigins: [] },
      onSessionGone: () => {},
      onUserChanged: () => {},
    })
    const { toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems } = await getMigrations(options)
    expect({ toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems }).toEqual({
      ...{ toBeCreated: [], toBeAdded: [], toBeAddedIndexes: [], unsafeChanges: [], schemaProblems: [] },
    })
    await close()
  })
})
