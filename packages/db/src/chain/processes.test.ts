import pg from "pg"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openStorage } from "../openStorage.ts"
import { verifyStorage } from "../operate/verify.ts"
import { insertMember, setPaused } from "../projects/index.ts"
import type { Storage } from "../storage.ts"
import { emptyDatabase, temporaryFolder } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, credits, LEASE_MS, NOW } from "../testing/seed.ts"
import { readHeads } from "./heads.ts"
import { keepSealed } from "./keep.ts"
import { HELD_MS } from "./store.ts"

describe("several processes on one PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>
  let folder: ReturnType<typeof temporaryFolder>
  const open: Storage[] = []

  beforeEach(async () => {
    database = await emptyDatabase()
    folder = temporaryFolder()
    for (let n = 0; n < 2; n++) open.push(await openStorage({ url: database.url }))
  })
  afterEach(async () => {
    for (const storage of open.splice(0)) await storage.close()
    await database.drop()
    folder.remove()
  })
  const keep = (storage: Storage, nowMs = () => NOW) => keepSealed(storage.chain, folder.path, nowMs)
  async function chains() {
    return open[0]?.db.selectFrom("chain").select(["id", "seq"]).orderBy("id").execute()
  }

  test("have a chain each, seal the same rows beside each other, and are sound at each moment", async () => {
    const [first, second] = open
    if (!first || !second) throw new Error("two were opened")
    const [ada = 0, ...people] = await addPeople(first, 9)
    const project = await addProject(first, ada, 200, 3)
    let over = false
    const work = people.map(async (person, n) => {
      const storage = n % 2 === 0 ? first : second
      await insertMember(storage.db, project, person, ["annotator"], `Owl ${n}`, NOW)
      for (let round = 0; round < 12; round++) {
        const [lease] = await storage.hot.next(asks(project, person))
        if (!lease) return
        const { publicId, fence } = lease
        const slots = [{ slotMs: NOW - (NOW % 900_000), ms: 900 }]
        const beat = { publicId, personId: person, fence, credit: credits(900, slots), nowMs: NOW }
        await storage.hot.heartbeat(beat)
        await setPaused(storage.db, project, person, round % 2 === 0, `${round}`)
        await storage.hot.submit(answerTo(lease, { nowMs: NOW + LEASE_MS / 2 }))
      }
    })
    // Two keepers a process, as after one that did not notice that its chain was taken over.
    const sealing = [first, second, first, second].map(async (storage) => {
      const keeper = keep(storage)
      while (!over) {
        await keeper.sealAll()
        await keeper.sealOlder()
      }
      await keeper.sealAll()
    })
    const looking = (async () => {
      while (!over) expect(await verifyStorage(first, { headsIn: folder.path })).toEqual([])
    })()
    await Promise.all(work).finally(() => {
      over = true
    })
    await Promise.all([...sealing, looking])
    await keep(first).sealAll()
    expect(await verifyStorage(second, { headsIn: folder.path })).toEqual([])
    expect(await first.db.selectFrom("unsealed").select("id").execute()).toEqual([])
    expect((await chains())?.filter(({ seq }) => seq > 0)).toHaveLength(2)
    expect((await readHeads(folder.path)).heads).toHaveLength(2)
  })

  test("a process takes the chain of one that is gone, and one that comes back begins another", async () => {
    const [first, second] = open
    if (!first || !second) throw new Error("two were opened")
    let nowMs = NOW
    const [one, two] = [keep(first, () => nowMs), keep(second, () => nowMs)]
    await addPeople(first, 1)
    await one.sealAll()
    await addPeople(first, 1)
    nowMs += HELD_MS + 1
    await two.sealAll()
    expect(await chains()).toEqual([{ id: 1, seq: 2 }])
    await addPeople(first, 1)
    await one.sealAll()
    expect(await chains()).toEqual([
      { id: 1, seq: 2 },
      { id: 2, seq: 1 },
    ])
    expect(await verifyStorage(first, { headsIn: folder.path })).toEqual([])
  })

  test("a database that goes back in time under a process is noticed by the next seal", async () => {
    const [first] = open
    if (!first) throw new Error("two were opened")
    const keeper = keep(first)
    await addPeople(first, 1)
    await keeper.sealAll()
    await addPeople(first, 1)
    await keeper.sealAll()
    await first.db.updateTable("chain").set({ seq: 1 }).execute()
    await addPeople(first, 1)
    await expect(keeper.sealAll()).rejects.toMatchObject({ code: "storage_rewound", detail: { found: 1, known: 2 } })
  })

  test("rows are noted whatever name the address gives the connection, and not when another program writes them", async () => {
    const named = await openStorage({ url: `${database.url}?application_name=mine` })
    open.push(named)
    await addPeople(named, 1)
    await keep(named).sealAll()
    expect(await verifyStorage(named)).toEqual([])
    const hand = new pg.Client({ connectionString: database.url })
    await hand.connect()
    await hand.query("update person set is_operator = 1")
    await hand.end()
    await keep(named).sealAll()
    expect(await verifyStorage(named)).toEqual([expect.stringMatching(/person \(id 1\) is not as it was sealed/)])
  })
})
