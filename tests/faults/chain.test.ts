import {
  closeSync,
  copyFileSync,
  cpSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { eventually } from "@justesse/db/testing/eventually"
import Database from "better-sqlite3"
import { afterEach, beforeAll, describe, expect, test } from "vitest"
import { justesse, justesseDone } from "../support/cli.ts"
import { crowd, PROJECT, type Worker, work } from "../support/crowd.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { freePort, type Server, startServer } from "../support/server.ts"

/** What was answered is sealed, and its head kept, a second later at most. */
const SEALED_MS = 1_200

/** Changes one byte of a file in its place. */
function flip(file: string, at: number): void {
  const handle = openSync(file, "r+")
  const byte = readFileSync(file)[at] ?? 0
  writeSync(handle, Buffer.from([byte ^ 0x04]), 0, 1, at)
  closeSync(handle)
}

async function answerSome(workers: readonly Worker[], count: number): Promise<void> {
  const before = workers.map((worker) => worker.sent.length)
  await Promise.all(workers.map((worker, i) => work(worker, [], () => worker.sent.length >= (before[i] ?? 0) + count)))
}

/**
 * A studio that was stopped in good order after some answers, and killed a second after some more, which lie in its log alone:
 * copies of both moments. All servers of a copy have one port, so that people stay signed in.
 */
async function prepare() {
  const port = await freePort()
  const first = await startServer({ demo: false, port })
  const { dataDir } = first
  const workers = await crowd(first, 4, 12)
  await answerSome(workers, 3)
  await first.stop()
  const stopped = freshFolder("stopped")
  cpSync(dataDir, stopped, { recursive: true })
  const second = await startServer({ demo: false, port, dataDir })
  for (const worker of workers) worker.held = []
  await answerSome(workers, 5)
  await pause(SEALED_MS)
  await second.kill()
  return { port, workers, stopped, killed: dataDir }
}

describe("a studio whose database is older than what it had said to be saved", () => {
  let base: Awaited<ReturnType<typeof prepare>>
  const running: Server[] = []

  beforeAll(async () => {
    base = await prepare()
  })
  afterEach(async () => {
    for (const server of running.splice(0)) await server.kill()
  })

  /** A copy of the killed studio with its files. */
  function copyOf(from = base.killed) {
    const dataDir = freshFolder("copy")
    cpSync(from, dataDir, { recursive: true })
    const db = join(dataDir, "justesse.db")
    return { dataDir, db, log: `${db}-wal` }
  }
  async function serve(dataDir: string): Promise<Server> {
    const server = await startServer({ demo: false, dataDir, port: base.port })
    running.push(server)
    return server
  }
  const ready = async (server: Server) => (await fetch(`${server.origin}/readyz`)).json()

  test("is no studio that was only killed: it starts, goes on, and verifies", async () => {
    const { dataDir } = copyOf()
    expect(await justesseDone(dataDir, "verify")).toContain("as it was stored")
    const server = await serve(dataDir)
    expect(await ready(server)).toEqual({ ok: true })
    await server.stop()
    expect(await justesseDone(dataDir, "verify")).toContain("as it was stored")
    expect(await justesseDone(dataDir, "doctor")).toContain("chain: ends where it should")
  })

  test.each<[string, (copy: ReturnType<typeof copyOf>) => void]>([
    ["its log deleted", ({ log }) => rmSync(log)],
    ["its log cut in the middle", ({ log }) => truncateSync(log, Math.floor(statSync(log).size / 2))],
    ["one bit of its log changed", ({ log }) => flip(log, Math.floor(statSync(log).size / 3))],
    [
      "its files put back as they were earlier",
      ({ db, log }) => {
        copyFileSync(join(base.stopped, "justesse.db"), db)
        rmSync(log)
      },
    ],
  ])("says so and what to do, stores nothing, and lets people read: %s", async (_, damage) => {
    const copy = copyOf()
    damage(copy)
    const server = await serve(copy.dataDir)
    const said =
      /Nothing can be stored\. .*missing: chain-1\.head names seal \d+ of chain 1 \(20.*restore the newest backup into another folder/
    await eventually(() => server.said()).toMatch(said)
    expect(await ready(server)).toEqual({ ok: false, code: "storage_rewound" })
    const client = base.workers[0]?.client
    expect(
      await client?.ask("work.history", { search: "", project: PROJECT, states: ["sent"], cursor: null, limit: 9 }),
    ).toBeDefined()
    const refused = await client?.send("work.next", { project: PROJECT, want: 1 })
    expect(refused?.text).toContain('"read_only"')
    const doctor = await justesse(copy.dataDir, "doctor")
    expect([doctor.code, doctor.out]).toEqual([
      1,
      expect.stringMatching(/LOOK {2}chain: what had been saved is missing/),
    ])
    const verified = await justesse(copy.dataDir, "verify")
    expect([verified.code, verified.out]).toEqual([
      1,
      expect.stringMatching(/chain-1\.head beside the database names seal/),
    ])
    await server.stop()
    const picture = join(copy.dataDir, "one.jpg")
    writeFileSync(picture, await jpeg(1))
    const imported = await justesse(copy.dataDir, "import", picture, "--project", PROJECT, "--data", copy.dataDir)
    expect([imported.code, imported.error]).toEqual([2, expect.stringContaining("is missing")])
    // Whoever wants to go on from there says so.
    rmSync(join(copy.dataDir, "chain-1.head"))
    const again = await serve(copy.dataDir)
    expect(await ready(again)).toEqual({ ok: true })
    await again.stop()
    expect(await justesseDone(copy.dataDir, "verify")).toContain("as it was stored")
  })

  test("and of which nothing is left does not start as a new one", async () => {
    const { dataDir, db, log } = copyOf()
    rmSync(log)
    rmSync(db)
    await expect(startServer({ demo: false, dataDir })).rejects.toThrow(
      /ended with 2 .*is missing: chain-1\.head.*has nothing/,
    )
  })

  test("is none after an older backup was restored into its folder on purpose", async () => {
    const { dataDir, db, log } = copyOf(base.stopped)
    const file = join(dataDir, "old.jbackup")
    await justesseDone(dataDir, "backup", file)
    for (const name of [db, log, `${db}-shm`]) rmSync(name, { force: true })
    rmSync(join(dataDir, "blobs"), { recursive: true })
    copyFileSync(join(base.killed, "chain-1.head"), join(dataDir, "chain-1.head"))
    await justesseDone(dataDir, "restore", file, "--data", dataDir)
    const server = await serve(dataDir)
    expect(await ready(server)).toEqual({ ok: true })
    await server.stop()
    await justesseDone(dataDir, "verify")
  })

  test.each<[string, string]>([
    ["an answer", "select body from submission limit 1"],
    ["the hash of an answer", "select body_sha256 from submission limit 1"],
    ["who may answer", "select pseudonym from member where is_annotator = 1 limit 1"],
    [
      "an event",
      "select what from activity where what like 'member%' or what like 'project%' order by id desc limit 1",
    ],
    ["the settings of a project", "select settings from project limit 1"],
    ["a seal", "select rows_hash from seal where seq = 2"],
    ["the mark of an answer", "select mark from sealed where row_key like 's%' limit 1"],
  ])("one bit of the database file changed in %s is found", async (_, wanted) => {
    const { dataDir, db } = copyOf(base.stopped)
    const reading = new Database(db, { readonly: true })
    const text = String(reading.prepare<[], string>(wanted).pluck().get())
    reading.close()
    // Also where an earlier state of the row lies in what is free by now.
    const places: number[] = []
    const bytes = readFileSync(db)
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at)
    expect(places.length).toBeGreaterThan(0)
    for (const at of places) flip(db, at + Math.floor(text.length / 2))
    const verified = await justesse(dataDir, "verify")
    const said = /not as it was (sealed|made)|not the one that was stored|SQLite/
    expect([verified.code, verified.out]).toEqual([1, expect.stringMatching(said)])
  })
})
