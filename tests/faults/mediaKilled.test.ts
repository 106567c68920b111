import { randomUUID } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { diskBlobs, openStorage, verifyStorage } from "@justesse/db"
import { findUnusedBlobs } from "@justesse/db/assets/marks"
import { freshDatabase } from "@justesse/db/testing/engines"
import { toneWav } from "@justesse/fixtures/testing/tones"
import { describe, expect, test } from "vitest"
import { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { type Server, startServer } from "../support/server.ts"
import { setUp } from "../support/studio.ts"

const RECORDINGS = 6
const VIDEOS = 4
/** Assets that are in when all servers are killed, of both imports together. */
const KILLED_AT = [1, 6]
const IMPORTS = ["talks", "films"] as const

const clip = readFileSync(new URL("../../fixtures/videos/clip.mp4", import.meta.url))
/** The same film with other bytes behind it, which players pass over. */
function film(number: number): Buffer {
  const box = Buffer.alloc(12)
  box.writeUInt32BE(12)
  box.write("free", 4)
  box.writeUInt32BE(number, 8)
  return Buffer.concat([clip, box])
}
const talk = (number: number) => toneWav({ seconds: 6 + number / 10, sampleRate: 16_000, channels: 1 })
const files = {
  talks: Array.from({ length: RECORDINGS }, (_, i) => [`talk-${i}.wav`, talk(i)] as const),
  films: Array.from({ length: VIDEOS }, (_, i) => [`film-${i}.mp4`, film(i)] as const),
}

interface Row {
  readonly state: string
  readonly done: number
}

const unlessGone = <T>(call: Promise<T>): Promise<T | null> => call.catch(() => null)

describe.each(["SQLite", "PostgreSQL"])("killed on %s while recordings and videos come in", (engine) => {
  test("each is there once with what is made of it, and so is each pair", { timeout: 120_000 }, async () => {
    const database = engine === "PostgreSQL" ? await freshDatabase("template0") : null
    const settings = {
      ...{ demo: false, dataDir: freshFolder("killed"), env: { JUSTESSE_RUNNING: "" } },
      ...(database && { databaseUrl: database.url }),
    }
    const servers: Server[] = [await startServer(settings)]
    const owner = await setUp(servers[0] as Server)
    if (database) servers.push(await startServer(settings))
    /** The owner at the so-manieth of the servers. */
    const at = (nth: number) => owner.on(servers[nth % servers.length]?.origin ?? "")
    const scopes = ["read", "manage", "import"]
    const { token } = await owner.act<{ token: string }>("account.createToken", { name: "script", scopes, days: 1 })
    const rest = async (address: string, body: object): Promise<{ pairs?: number }> => {
      const headers = { "content-type": "application/json" }
      const script = new Client(servers[0]?.origin ?? "", token)
      const answer = await script.request(`/api/v1${address}`, { method: "POST", headers, body: JSON.stringify(body) })
      const said = await answer.text()
      expect([address, answer.ok || said]).toEqual([address, true])
      return JSON.parse(said)
    }
    const plan = (slug: string) => ({ name: slug, project: slug, answers: 1, purpose: "To see." })
    await rest("/projects", { ...plan("talks"), kind: "comparison", pairs: 2 })
    await rest("/projects", { ...plan("films"), kind: "rating" })
    const ids: number[] = []
    for (const [nth, project] of IMPORTS.entries()) {
      const batch = randomUUID()
      for (const [name, bytes] of files[project])
        expect((await at(nth).upload(project, batch, name, bytes)).status).toBe(200)
      const start = { project, batch, name: project, as: "settled" }
      ids.push((await at(nth).act<{ id: number }>("imports.start", start)).id)
    }

    const rows = async (nth: number) =>
      Promise.all(
        IMPORTS.map(async (project, i) => {
          const row = await unlessGone(at(nth).ask<{ row: Row }>("imports.get", { project, id: ids[i] }))
          return row?.row ?? { state: "running", done: 0 }
        }),
      )
    let kills = 0
    for (let now = await rows(0); now.some(({ state }) => state === "running"); now = await rows(kills)) {
      const done = now.reduce((sum, row) => sum + row.done, 0)
      if (done < (KILLED_AT[kills] ?? Number.POSITIVE_INFINITY)) continue
      kills++
      const ports = servers.map(({ port }) => port)
      await Promise.all(servers.map((server) => server.kill()))
      for (const [nth, port] of ports.entries()) servers[nth] = await startServer({ ...settings, port })
    }
    // A quick computer may be done with the rest before it is killed once more.
    expect(kills).toBeGreaterThanOrEqual(1)
    expect((await rows(0)).map(({ state }) => state)).toEqual(["done", "done"])
    await rest("/p/talks/open", {})
    // By hand too, while each server makes them by itself.
    await Promise.all([0, 1, 2].map(() => rest("/p/talks/pairs", {})))
    await Promise.all(servers.map((server) => server.stop()))
    for (const server of servers) expect(server.said()).not.toMatch(/"level":"error"/)

    const storage = await openStorage(
      database ? { url: database.url } : { file: join(settings.dataDir, "justesse.db") },
    )
    const assets = await storage.db.selectFrom("asset").select(["name", "problem", "peaks_sha256"]).execute()
    const given = Object.values(files).flatMap((some) => some.map(([name]) => name))
    expect(assets.map(({ name }) => name).sort()).toEqual(given.sort())
    expect(assets.filter(({ problem }) => problem !== null)).toEqual([])
    expect(assets.filter((one) => one.peaks_sha256 !== null)).toHaveLength(RECORDINGS)
    const pairs = await storage.db
      .selectFrom("task_about as x")
      .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "x.project_id").onRef("t.id", "=", "x.task_id"))
      .select(["t.asset_id", "x.second_id"])
      .execute()
    expect(new Set(pairs.map((pair) => [pair.asset_id, pair.second_id].sort().join())).size).toBe(RECORDINGS)
    expect(pairs).toHaveLength(RECORDINGS)
    const folder = join(settings.dataDir, "blobs")
    const kept = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.split("/").at(-1) ?? "")
    const hashes = new Set(kept.filter((name) => /^[0-9a-f]{64}$/.test(name)))
    expect([...(await findUnusedBlobs(storage.db, hashes))]).toEqual([])
    expect(readdirSync(join(folder, "incoming"))).toEqual([])
    expect(await verifyStorage(storage, { blobs: diskBlobs(folder) })).toEqual([])
    await storage.close()
    await database?.drop()
  })
})
