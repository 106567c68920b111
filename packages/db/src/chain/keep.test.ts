import { createHash } from "node:crypto"
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openStorage } from "../openStorage.ts"
import { verifyStorage } from "../operate/verify.ts"
import { insertMember } from "../projects/index.ts"
import { deleteReview } from "../review/index.ts"
import type { Storage } from "../storage.ts"
import { fillCovered } from "../testing/covered.ts"
import { emptyDatabase, engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { deleteMember } from "../testing/reads.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { clearFinal, keepFinal } from "../work/tasks.ts"
import { readHeads, removeHeads, writeHead } from "./heads.ts"
import { keepSealed } from "./keep.ts"
import { findChainStatus, refuseLostTail } from "./tail.ts"

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
const nothing = async () => undefined

describe.each(engines)("the chain on $name", (engine) => {
  let opened: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let nowMs = NOW
  const others: Storage[] = []
  const db = () => opened.storage.db
  const keeping = (storage = opened.storage) => keepSealed(storage.chain, folder.path, () => nowMs)
  const verify = (storage = opened.storage) => verifyStorage(storage, { headsIn: folder.path })
  const count = async (table: "seal" | "sealed" | "unsealed" | "chain") =>
    Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db())).rows[0]?.n)
  /** Another process on the same rows: only PostgreSQL has several. */
  async function another(): Promise<Storage> {
    const storage = await openStorage(opened.at)
    others.push(storage)
    return storage
  }
  async function send(storage: Storage, project: number, person: number): Promise<void> {
    const [lease] = await storage.hot.next(asks(project, person))
    if (!lease) throw new Error("a task was expected")
    await storage.hot.submit(answerTo(lease, { nowMs }))
  }
  /** What a database is like that was upgraded: rows, and neither notes nor seals. */
  async function forgetChain(): Promise<void> {
    for (const table of ["unsealed", "seal", "sealed", "chain", "sealing"])
      await sql`delete from ${sql.table(table)}`.execute(db())
    await removeHeads(folder.path)
  }

  beforeEach(async () => {
    nowMs = NOW
    folder = temporaryFolder()
    opened = await engine.open()
  })
  afterEach(async () => {
    for (const storage of others.splice(0)) await storage.close()
    await opened.close()
    folder.remove()
  })

  test("seals each row once, and keeps the head of what is stored beside the database", async () => {
    await fillCovered(opened.storage, nothing)
    const waiting = await count("unsealed")
    expect(waiting).toBeGreaterThan(30)
    expect(await verify()).toEqual([])
    const rows = await keeping().sealAll()
    expect([await count("sealed"), await count("unsealed")]).toEqual([rows, 0])
    expect(rows).toBeLessThan(waiting)
    const { heads } = await readHeads(folder.path)
    const ends = await db().selectFrom("chain").select(["id", "seq", "hash"]).execute()
    expect(heads).toEqual(ends.map(({ id, ...end }) => ({ file: "chain-1.head", chainId: id, ...end, atMs: NOW })))
    expect(await verify()).toEqual([])
    expect(await keeping().sealAll()).toBe(0)
    expect(readdirSync(folder.path).filter((name) => name.startsWith("chain"))).toEqual(["chain-1.head"])
  })

  test("follows what the program changes and removes, and raises no alarm before it is sealed", async () => {
    const { project, people } = await fillCovered(opened.storage, nothing)
    const [ada = 0, ben = 0] = people
    const keep = keeping()
    await keep.sealAll()
    const before = await count("sealed")
    await insertMember(db(), project, ben, ["reviewer"], "Bat", NOW)
    await deleteMember(db(), project, ada)
    await deleteReview(db(), { projectId: project, taskId: 2 })
    await send(opened.storage, project, ben)
    expect(await verify()).toEqual([])
    expect(await keep.sealAll()).toBeGreaterThan(2)
    expect(await verify()).toEqual([])
    expect(await count("sealed")).toBe(before - 2 + ["answer", "event"].length)
    // What people visit and what is reserved is no record.
    await db().updateTable("member").set({ last_seen_ms: 5 }).execute()
    await db().updateTable("project").set({ next_seq: 99 }).execute()
    expect(await count("unsealed")).toBe(0)
  })

  test("covers a task's kept answer while there is one", async () => {
    const { project } = await fillCovered(opened.storage, nothing)
    const keep = keeping()
    await keep.sealAll()
    // SQLite's `like` takes K for k, which is another table's letter.
    const kept = async () =>
      (await db().selectFrom("sealed").select("row_key").execute()).filter((row) => row.row_key.startsWith("k")).length
    expect(await kept()).toBe(1)
    const key = { projectId: project, taskId: 3 }
    await clearFinal(db(), key, { state: "waiting", differences: 0, agreement: null, nowMs: NOW })
    await keep.sealAll()
    expect([await kept(), await verify()]).toEqual([0, []])
    const answered = { answer: { regions: [], nothingHere: true }, answerSha256: sha256("{}"), provenance: [] }
    await keepFinal(db(), key, { by: "rule", atMs: NOW, agreement: null, ...answered })
    await keep.sealAll()
    expect(await kept()).toBe(1)
    expect((await verify()).filter((problem) => problem.includes("sealed"))).toEqual([])
  })

  test("goes on after a program that ended before it had sealed", async () => {
    const [ada = 0] = await addPeople(opened.storage, 1)
    const project = await addProject(opened.storage, ada, 5, 1)
    await keeping().sealAll()
    await send(opened.storage, project, ada)
    const again = engine.name === "SQLite" ? opened.storage : await another()
    if (engine.name === "SQLite") {
      await opened.storage.close()
      others.push(await openStorage({ ...opened.at, headsIn: folder.path }))
    }
    const next = others[0] ?? again
    expect(await verify(next)).toEqual([])
    expect(await keeping(next).sealAll()).toBe(["answer", "event", "time", "session"].length)
    expect(await verify(next)).toEqual([])
  })

  test("seals rows from before it in steps, during which people work and nothing is an alarm", async () => {
    const { project, people } = await fillCovered(opened.storage, nothing)
    const rows = await keeping().sealAll()
    await forgetChain()
    const keep = keepSealed(stepsOf(opened.storage, 3), folder.path, () => nowMs)
    let steps = 0
    while (await keep.sealOlder()) {
      steps++
      if (steps === 4) await send(opened.storage, project, people[3] ?? 0)
      if (steps % 4 === 0) expect(await verify()).toEqual([])
      if (steps % 5 === 0) await keep.sealAll()
    }
    expect(steps).toBeGreaterThan(rows / 3)
    await keep.sealAll()
    expect(await count("sealed")).toBe(rows + ["answer", "event", "time", "session"].length)
    expect(await verify()).toEqual([])
    expect(await keep.sealOlder()).toBe(false)
  })

  test("says of a half sealed table what was edited in its sealed half", async () => {
    await fillCovered(opened.storage, nothing)
    await forgetChain()
    await keepSealed(stepsOf(opened.storage, 3), folder.path, () => nowMs).sealOlder()
    await sql`update submission set counted = 0 where task_id = 1 and person_id = 2`.execute(db())
    await sql`update submission set counted = 0 where task_id = 3`.execute(db())
    await sql`delete from unsealed`.execute(db())
    const said = (await verify()).filter((problem) => problem.includes("sealed"))
    expect(said).toEqual([expect.stringMatching(/submission .*task 1, person 2.* is not as it was sealed/)])
  })

  test("is not begun where a database is older than a head beside it, and goes on without that head", async () => {
    await fillCovered(opened.storage, nothing)
    await keeping().sealAll()
    await expect(refuseLostTail(db(), folder.path)).resolves.toBeUndefined()
    const [head] = (await readHeads(folder.path)).heads
    if (!head) throw new Error("a head was kept")
    await writeHead(folder.path, { ...head, seq: head.seq + 7 })
    const told = { file: "chain-1.head", chain: 1, known: head.seq + 7, found: head.seq }
    await expect(refuseLostTail(db(), folder.path)).rejects.toMatchObject({ code: "storage_rewound", detail: told })
    expect(await verify()).toEqual([expect.stringMatching(/chain-1\.head .*which the database does not have/)])
    await writeHead(folder.path, { ...head, hash: "another" })
    await expect(refuseLostTail(db(), folder.path)).rejects.toMatchObject({ code: "storage_rewound" })
    expect(await verify()).toEqual([expect.stringMatching(/chain-1\.head .*another one in the database/)])
    expect(await findChainStatus(db(), folder.path)).toMatchObject({
      lost: { code: "storage_rewound" },
      heads: 1,
      unsealed: 0,
    })
    await removeHeads(folder.path)
    await expect(refuseLostTail(db(), folder.path)).resolves.toBeUndefined()
    expect(await verify()).toEqual([])
  })

  test("says of a head that cannot be read that it cannot, and begins", async () => {
    writeFileSync(join(folder.path, "chain-1.head"), "{")
    await expect(refuseLostTail(db(), folder.path)).resolves.toBeUndefined()
    expect(await verify()).toEqual(["chain-1.head beside the database cannot be read"])
  })

  test("refuses an empty database beside a head before anything is written into it", async () => {
    await writeHead(folder.path, { chainId: 1, seq: 3, hash: "h", atMs: NOW })
    const { at, drop } =
      engine.name === "SQLite"
        ? { at: { file: join(folder.path, "other.db") }, drop: nothing }
        : await emptyDatabase().then(({ url, drop }) => ({ at: { url }, drop }))
    const told = { code: "storage_rewound", detail: { found: 0, known: 3 } }
    await expect(openStorage({ ...at, headsIn: folder.path })).rejects.toMatchObject(told)
    await drop()
  })
})

/** A chain whose steps are small. */
function stepsOf({ chain }: Storage, most: number): Storage["chain"] {
  return { seal: (nowMs) => chain.seal(nowMs, most), sealOlder: (nowMs) => chain.sealOlder(nowMs, most) }
}
