import { randomUUID } from "node:crypto"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import { DEFAULT_SETTINGS } from "@justesse/types"
import { formatGroupHead } from "@justesse/types/wire/uploads"
import sharp from "sharp"
import { expect, test } from "vitest"
import { justesseDone } from "../support/cli.ts"
import { Client } from "../support/client.ts"
import { startServer } from "../support/server.ts"
import { PASSWORD, setUp } from "../support/studio.ts"

const PICTURES = 1_200
const TOGETHER = 100
const DRAFT = {
  ...{ name: "Many", template: "empty", kind: "boxes", names: "in_house", settings: DEFAULT_SETTINGS },
  ...{ ontology: { labels: [] }, guideline: "", forecast: { people: 1, hoursPerDay: 6, secondsPerAnswer: 14 } },
}

interface Row {
  readonly state: string
  readonly done: number
  readonly pictures: number
  readonly twice: number
}

/** A tiny picture, other bytes for each number; every fiftieth is none. */
async function pictures(): Promise<Buffer[]> {
  const plain = await sharp({ create: { width: 24, height: 16, channels: 3, background: "#557799" } })
    .jpeg()
    .toBuffer()
  return Array.from({ length: PICTURES }, (_, i) => {
    if (i % 50 === 49) return Buffer.from(`no picture ${i}`)
    const words = Buffer.from(`${i}`)
    const head = Buffer.from([0xff, 0xfe, 0, words.length + 2])
    return Buffer.concat([plain.subarray(0, 2), head, words, plain.subarray(2)])
  })
}

async function send(owner: Client, batch: string, files: readonly Buffer[], from: number): Promise<void> {
  const some = files.slice(from, from + TOGETHER).map((body, i) => ({ name: `p${from + i}.jpg`, body }))
  const head = formatGroupHead(some.map(({ name, body }) => ({ name, sizeBytes: body.length })))
  const body = Buffer.concat([Buffer.from(head), ...some.map((one) => one.body)])
  const answer = await owner.request(`/upload/many/${batch}/group`, { method: "PUT", body })
  expect(answer.status).toBe(200)
}

const rowOf = async (owner: Client, id: number) =>
  (await owner.ask<{ row: Row }>("imports.get", { project: "many", id })).row

test("killed while many pictures come in, a studio has every one once, those that are none by name, and takes all of it back", {
  timeout: 240_000,
}, async () => {
  let server = await startServer({ demo: false })
  const { port, dataDir } = server
  let owner = await setUp(server)
  await owner.act("project.create", { draft: DRAFT, slug: "many" })
  const again = async () => {
    await server.kill()
    server = await startServer({ demo: false, dataDir, port })
    owner = new Client(server.origin)
    await owner.act("account.signIn", { email: "ada@justesse.example", password: PASSWORD })
  }
  const files = await pictures()
  const batch = randomUUID()
  for (let from = 0; from < PICTURES; from += TOGETHER) {
    await send(owner, batch, files, from)
    // What was acknowledged is there, with its length.
    if (from === 5 * TOGETHER) await again()
  }
  const { files: arrived } = await (await owner.request(`/upload/many/${batch}`)).json()
  expect(arrived).toHaveLength(PICTURES)
  const { id } = await owner.act<{ id: number }>("imports.start", {
    project: "many",
    batch,
    name: "many",
    as: "settled",
  })
  let kills = 0
  for (let row = await rowOf(owner, id); row.state === "running"; row = await rowOf(owner, id)) {
    if (row.done < (kills + 1) * 300) continue
    if (kills++ < 3) await again()
  }
  const none = PICTURES / 50
  expect(kills).toBeGreaterThanOrEqual(3)
  expect(await rowOf(owner, id)).toMatchObject({ state: "done", done: PICTURES, pictures: PICTURES - none, twice: 0 })
  const filter = { search: "", states: [], labels: [] }
  const list = { project: "many", filter, sort: "number", cursor: null, limit: 1 }
  const page = await owner.ask<{ all: number; byState: Record<string, number> }>("asset.list", list)
  expect(page.all).toBe(PICTURES)
  expect(page.byState).toMatchObject({ open: PICTURES - none, not_read: none })
  await eventually(() => existsSync(join(dataDir, "uploads", "many", batch))).toBe(false)
  expect(readdirSync(join(dataDir, "blobs", "incoming"))).toEqual([])
  await owner.act("imports.undo", { project: "many", id })
  await eventually(async () => (await rowOf(owner, id)).state).toBe("undone")
  expect((await owner.ask<{ all: number }>("asset.list", list)).all).toBe(0)
  await server.stop()
  await justesseDone(dataDir, "verify")
})
