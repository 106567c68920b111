import Database from "better-sqlite3"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { temporaryFolder } from "../testing/engines.ts"
import { openConnection } from "./open.ts"
import { Writer } from "./writer.ts"

let folder: ReturnType<typeof temporaryFolder>
let db: Database.Database
let outside: Database.Database
let writer: Writer

beforeEach(() => {
  folder = temporaryFolder()
  db = openConnection(`${folder.path}/w.db`, false)
  db.exec("create table t (n integer primary key, x text) strict")
  outside = openConnection(`${folder.path}/w.db`, true)
  writer = new Writer(db, { maxHoldMs: 200 })
})
afterEach(async () => {
  await writer.drain()
  outside.close()
  db.close()
  folder.remove()
})

const add = (n: number) => db.prepare("insert into t (n) values (?)").run(n).changes
const stored = () => outside.prepare("select n from t order by n").pluck().all()
const tick = () => new Promise<void>((go) => setImmediate(go))

describe("jobs", () => {
  test("are durable for an outside reader when they answer", async () => {
    await expect(writer.run(() => add(1))).resolves.toBe(1)
    expect(stored()).toEqual([1])
  })

  test("of one turn share a commit", async () => {
    let commits = 0
    db.function("committed", () => ++commits)
    const before = db.pragma("data_version", { simple: true })
    const seen = outside.pragma("data_version", { simple: true })
    await Promise.all([1, 2, 3, 4, 5].map((n) => writer.run(() => add(n))))
    expect(stored()).toEqual([1, 2, 3, 4, 5])
    expect(db.pragma("data_version", { simple: true })).toBe(before)
    // One change of the file seen from outside, not five.
    expect(outside.pragma("data_version", { simple: true })).toBe(Number(seen) + 1)
  })

  test("that fail are undone alone; their neighbours are stored", async () => {
    const results = await Promise.allSettled([
      writer.run(() => add(1)),
      writer.run(() => {
        add(2)
        throw new Error("not this one")
      }),
      writer.run(() => add(3)),
    ])
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"])
    expect(stored()).toEqual([1, 3])
  })

  test("run once beside one that fails before it wrote, and again beside one that fails after", async () => {
    let runs = 0
    const neighbour = (n: number) => () => {
      runs++
      return add(n)
    }
    const fail = (write: boolean) => () => {
      if (write) add(9)
      throw new Error("not this one")
    }
    await Promise.allSettled([writer.run(neighbour(1)), writer.run(fail(false)), writer.run(neighbour(2))])
    expect([runs, stored()]).toEqual([2, [1, 2]])
    await Promise.allSettled([writer.run(neighbour(3)), writer.run(fail(true)), writer.run(neighbour(4))])
    expect([runs, stored()]).toEqual([5, [1, 2, 3, 4]])
  })

  test("a statement that SQLite undid itself is no write of a job that fails by it", async () => {
    let runs = 0
    await Promise.allSettled([
      writer.run(() => {
        runs++
        return add(1)
      }),
      writer.run(() => db.prepare("insert into t (n) values (2), (3), (1)").run().changes),
    ])
    expect([runs, stored()]).toEqual([1, [1]])
  })

  test("see the failure that they threw", async () => {
    await expect(
      writer.run(() => {
        throw new RangeError("mine")
      }),
    ).rejects.toThrow("mine")
  })

  test("that would go on later are refused and undone", async () => {
    const late = (() => Promise.resolve(add(1))) as unknown as () => number // what the type forbids
    await expect(writer.run(late)).rejects.toThrow("synchronous")
    expect(stored()).toEqual([])
  })

  test("beyond one commit's share go into the next", async () => {
    const small = new Writer(db, { maxBatch: 2 })
    const before = Number(outside.pragma("data_version", { simple: true }))
    const done = [1, 2, 3, 4, 5].map((n) => small.run(() => add(n)))
    await done[1]
    expect(stored()).toEqual([1, 2])
    await Promise.all(done)
    expect(stored()).toEqual([1, 2, 3, 4, 5])
    expect(Number(outside.pragma("data_version", { simple: true }))).toBeGreaterThan(before)
  })
})

describe("a transaction that holds the door", () => {
  test("is seen by nobody until it commits", async () => {
    const hold = await writer.lock()
    add(1)
    await tick()
    expect(stored()).toEqual([])
    hold.end("commit")
    expect(stored()).toEqual([1])
    expect(hold.over).toBe(true)
  })

  test("makes jobs wait, and a roll-back takes none of them along", async () => {
    const hold = await writer.lock()
    const job = writer.run(() => add(2))
    add(1)
    await tick()
    hold.end("rollback")
    await job
    expect(stored()).toEqual([2])
  })

  test("does not starve jobs, nor jobs it: turns alternate", async () => {
    const order: string[] = []
    const transactions = [1, 2, 3].map(async (n) => {
      const hold = await writer.lock()
      order.push(`transaction ${n}`)
      hold.end("commit")
    })
    const job = writer.run(() => add(1)).then(() => order.push("job"))
    await Promise.all([...transactions, job])
    expect(order.indexOf("job")).toBeLessThan(3)
  })

  test("that goes on too long is rolled back for it, and the queue goes on", async () => {
    const hold = await writer.lock()
    add(1)
    await writer.run(() => add(2))
    expect(hold.over).toBe(true)
    expect(() => hold.end("commit")).toThrow(expect.objectContaining({ code: "busy" }))
    expect(stored()).toEqual([2])
  })

  test("ends once", async () => {
    const hold = await writer.lock()
    hold.end("commit")
    expect(() => hold.end("rollback")).toThrow(expect.objectContaining({ code: "busy" }))
  })
})

describe("a full disk", () => {
  /** Lets the file grow by at most this many pages. */
  function fill(pages: number): void {
    db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true })) + pages}`)
  }
  const addLarge = (n: number) => db.prepare("insert into t (n, x) values (?, ?)").run(n, "x".repeat(3_000)).changes

  test("refuses with storage_full, stores what it acknowledged, and reads go on", async () => {
    fill(30)
    const acknowledged: number[] = []
    let refused = 0
    for (let round = 0; round < 20; round++) {
      const jobs = [1, 2, 3, 4].map(async (part) => {
        const n = round * 10 + part
        try {
          await writer.run(() => addLarge(n))
          acknowledged.push(n)
        } catch (error) {
          expect(error).toMatchObject({ code: "storage_full" })
          refused++
        }
      })
      await Promise.all(jobs)
    }
    expect(refused).toBeGreaterThan(0)
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(stored()).toEqual(acknowledged.sort((a, b) => a - b))
    fill(100)
    await writer.run(() => addLarge(9_999))
    expect(stored()).toContain(9_999)
  })
})
