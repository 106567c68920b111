import { freshDatabase } from "@justesse/db/testing/engines"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { join, openProject, setUp } from "../support/studio.ts"

const BATCHES = 16
const CALLS = 20

describe.each(["SQLite", "PostgreSQL"])("one person's many calls on %s", (engine) => {
  let server: Server
  let owner: Client
  let worker: Client
  let drop = async () => {}

  beforeAll(async () => {
    const database = engine === "PostgreSQL" ? await freshDatabase("template0") : null
    if (database) drop = database.drop
    server = await startServer({ demo: false, ...(database ? { databaseUrl: database.url } : {}) })
    owner = await setUp(server)
    const pictures = await Promise.all([1, 2, 3].map((number) => jpeg(number)))
    await openProject(owner, { slug: "shop", kind: "boxes", overlap: 1, pictures })
    worker = await join(owner, "shop", "Wanda", ["annotator"])
  })
  afterAll(async () => {
    await server.stop()
    await drop()
  })

  const list = {
    project: "shop",
    filter: { search: "", states: [], labels: [] },
    sort: "name",
    cursor: null,
    limit: 200,
  }

  test("come behind what others ask for meanwhile, and what is too much is refused (found T14)", async () => {
    const codes: string[] = []
    let left = BATCHES
    const path = Array.from({ length: CALLS }, () => "asset.list").join(",")
    const body = Object.fromEntries(Array.from({ length: CALLS }, (_, i) => [i, list]))
    const batches = Array.from({ length: BATCHES }, async () => {
      const { text } = await owner.send(`${path}?batch=1`, body)
      const answers: { error?: { data: { failure: { code: string } } } }[] = JSON.parse(text)
      for (const { error } of answers) codes.push(error?.data.failure.code ?? "done")
      left--
    })
    for (let i = 0; i < 10; i++) await worker.act("work.next", { project: "shop", want: 1 })
    expect(left, "the flood is still on its way when ten calls of somebody else are answered").toBeGreaterThan(0)
    await Promise.all(batches)
    expect(new Set(codes)).toEqual(new Set(["done", "busy"]))
    expect(codes.filter((code) => code === "done").length).toBeGreaterThanOrEqual(100)
    // Afterwards everything is as before.
    expect((await owner.ask<{ total: number }>("asset.list", list)).total).toBe(3)
  })
})
