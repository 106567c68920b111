import { insertToken, recordTokenUse } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { JustesseError } from "@justesse/types"
import { TRPCError } from "@trpc/server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import type { Context } from "./core/context.ts"
import { appRouter } from "./index.ts"
import { type Harness, makeHarness, type TestPerson } from "./testing/harness.ts"
import { sampleOf } from "./testing/sample.ts"

type Definition = { type: string; inputs?: z.ZodType[] }
const record = appRouter._def.procedures as unknown as Record<string, { _def: Definition }> // flat, by path
const queries = Object.entries(record).filter(([, { _def }]) => _def.type === "query")

/** A storage that answers questions and takes nothing, as one on a full disk. */
function full(storage: TestStorage["storage"]): TestStorage["storage"] {
  const db = storage.db.withPlugin({
    transformQuery({ node }) {
      if (node.kind !== "SelectQueryNode" && node.kind !== "RawNode") throw new JustesseError("storage_full")
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
  return { ...storage, db }
}

describe.each(engines)("with a full disk, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let context: Context
  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    const host = { dataDir: folder.path, demo: false, version: "1" } as unknown as Context["deps"]["host"]
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { host } })
    owner = await harness.addPerson("Olga", true)
    const project = await harness.addProject({ slug: "cells", owner, roles: ["owner", "reviewer", "annotator"] })
    await harness.addPictures(project, 2)
    context = harness.contextOf(owner)
    context = { ...context, deps: { ...context.deps, storage: full(store.storage) } }
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  const ask = async (path: string, input: unknown): Promise<unknown> => {
    const [topic = "", name = ""] = path.split(".")
    const caller = appRouter.createCaller(context) as unknown as Record<
      string,
      Record<string, (input: unknown) => Promise<unknown>>
    >
    try {
      return await caller[topic]?.[name]?.(input)
    } catch (error) {
      const cause = error instanceof TRPCError ? error.cause : error
      return cause instanceof JustesseError ? cause.code : "failed"
    }
  }

  // Found T9: account.me noted when somebody was seen, so every page said only that the disk is full.
  test("who I am, my projects and my hours are read as ever", async () => {
    expect(await ask("account.me", {})).toMatchObject({ person: { name: "Olga" }, projects: [{ project: "cells" }] })
    expect(await ask("project.list", {})).toMatchObject({ projects: [{}] })
    expect(await ask("work.mine", { utcOffsetMinutes: 0 })).toBeTypeOf("object")
  })

  test.each(queries.map(([path]) => path))("%s asks and writes nothing that it cannot do without", async (path) => {
    const input = Object.assign({}, ...(record[path]?._def.inputs ?? []).map(sampleOf)) as Record<string, unknown>
    expect(await ask(path, "project" in input ? { ...input, project: "cells" } : input)).not.toBe("storage_full")
  })

  test("a token is known though its use cannot be noted, and what is to be stored is refused", async () => {
    const at = { madeAtMs: harness.clock.nowMs, endsAtMs: null, projectId: null }
    const token = { secretSha256: "t", personId: owner.id, name: "script", scopes: ["manage" as const], ...at }
    await insertToken(store.storage.db, token)
    const { db } = context.deps.storage
    expect(await recordTokenUse(db, "t", harness.clock.nowMs)).toMatchObject({ personId: owner.id })
    await expect(insertToken(db, { ...token, secretSha256: "u" })).rejects.toMatchObject({ code: "storage_full" })
  })
})
