import { setTimeout as pause } from "node:timers/promises"
import { findJob, insertJob, openStorage, type Storage } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import { JustesseError } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Deps } from "../core/deps.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"
import { runJobs } from "./index.ts"

describe.each(engines)("the job runner on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let backup: () => Promise<string>

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    const host = { backup: () => backup() } as unknown as Deps["host"] // the runner calls nothing else of it
    harness = makeHarness({ storage: store.storage, folder: folder.path, override: { host } })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const queue = (kind = "backup", input: unknown = { reason: "hand" }) =>
    insertJob(store.storage.db, { projectId: null, kind, input, madeBy: null, nowMs: harness.clock.nowMs })
  const stateOf = async (id: number) => {
    const job = await findJob(store.storage.db, id)
    return [job?.state, job?.tries, job?.error]
  }
  const runAll = async () => {
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }

  test("queued work is done one after the other, oldest first", async () => {
    let running = 0
    const most: number[] = []
    backup = async () => {
      most.push(++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return "b.zip"
    }
    const ids = [await queue(), await queue(), await queue()]
    await runAll()
    expect(most).toEqual([1, 1, 1])
    expect((await findJob(store.storage.db, ids[0] ?? 0))?.output).toEqual({ file: "b.zip" })
  })

  test("work queued while the runner is idle is taken when it is woken", async () => {
    backup = () => Promise.resolve("b.zip")
    const runner = runJobs(harness.deps)
    await runner.idle()
    const id = await queue()
    runner.wake()
    await runner.idle()
    await runner.stop()
    expect(await stateOf(id)).toEqual(["done", 1, null])
  })

  test("a failing job is tried three times and then says why", async () => {
    let tries = 0
    backup = () => {
      tries++
      return Promise.reject(new JustesseError("storage_full"))
    }
    const id = await queue()
    await runAll()
    expect(tries).toBe(3)
    expect(await stateOf(id)).toEqual(["failed", 3, "storage_full"])
  })

  // Found beside T1: PostgreSQL went away while a job ran, and the job stood at "running" until the next start.
  test("a job whose storage is away is not counted as tried, and done once it answers", async () => {
    let tries = 0
    backup = () => (++tries <= 4 ? Promise.reject(new JustesseError("busy")) : Promise.resolve("b.zip"))
    const id = await queue()
    await runAll()
    expect(await stateOf(id)).toEqual(["done", 1, null])
  })

  // Found at a team's size: figures were stored while answers came in, and a job that had only given way was told as failed.
  test("a job that gave way to others at the same rows is no failed one, and done again", async () => {
    let tries = 0
    const gaveWay = Object.assign(new Error("deadlock detected"), { code: "40P01" })
    backup = () => (++tries <= 1 ? Promise.reject(gaveWay) : Promise.resolve("b.zip"))
    const id = await queue()
    const logged = harness.logged.length
    await runAll()
    expect(await stateOf(id)).toEqual(["done", 1, null])
    expect(harness.logged.length).toBe(logged)
  })

  test("a job whose end could not be stored is taken up again by the same runner", async () => {
    let away = false
    let tries = 0
    backup = () => {
      away = ++tries === 1
      return Promise.resolve("b.zip")
    }
    const { storage } = harness.deps
    const flaky = {
      ...storage,
      get db() {
        if (away) throw new JustesseError("busy")
        return storage.db
      },
    }
    const id = await queue()
    const runner = runJobs({ ...harness.deps, storage: flaky })
    await runner.idle()
    expect(await stateOf(id)).toEqual(["running", 1, null])
    away = false
    await eventually(() => stateOf(id)).toEqual(["done", 2, null])
    await runner.stop()
  })

  test("a job that works the second time is done", async () => {
    let tries = 0
    backup = () => (++tries === 1 ? Promise.reject(new Error("flaky")) : Promise.resolve("b.zip"))
    const id = await queue()
    await runAll()
    expect(await stateOf(id)).toEqual(["done", 2, null])
  })

  test("one bad job does not hold up the next, and its reason never leaves as prose", async () => {
    backup = () => Promise.resolve("b.zip")
    const bad = await queue("export", { nonsense: true })
    const good = await queue()
    await runAll()
    expect(await stateOf(bad)).toEqual(["failed", 3, "internal"])
    expect(await stateOf(good)).toEqual(["done", 1, null])
  })

  test("a stopped runner takes nothing more", async () => {
    backup = () => Promise.resolve("b.zip")
    const runner = runJobs(harness.deps)
    await runner.stop()
    const id = await queue()
    runner.wake()
    await runner.idle()
    expect(await stateOf(id)).toEqual(["queued", 0, null])
  })

  test("what is queued while another lane has a long job in hand does not wait for it", async () => {
    let finish = (_file: string) => {}
    backup = () =>
      new Promise((resolve) => {
        finish = resolve
      })
    const long = await queue()
    const runner = runJobs(harness.deps)
    await eventually(() => stateOf(long)).toEqual(["running", 1, null])
    const quick = await queue("look", { nonsense: true })
    runner.wake()
    await eventually(() => stateOf(quick)).toEqual(["failed", 3, "internal"])
    expect(await stateOf(long)).toEqual(["running", 1, null])
    finish("b.zip")
    await runner.idle()
    expect(await stateOf(long)).toEqual(["done", 1, null])
    await runner.stop()
  })
})

describe("the job runners of two processes on one PostgreSQL", () => {
  let store: TestStorage
  let other: Storage
  let folder: ReturnType<typeof temporaryFolder>
  /** Jobs by the process that did them. */
  let done: string[]
  let hold: Promise<void>

  beforeEach(async () => {
    const engine = engines.find(({ name }) => name === "PostgreSQL") ?? expect.fail("PostgreSQL is wanted")
    store = await engine.open()
    other = await openStorage(store.at)
    folder = temporaryFolder()
    done = []
    hold = Promise.resolve()
  })
  afterEach(async () => {
    await other.close()
    await store.close()
    folder.remove()
  })
  function start(storage: Storage, name: string) {
    const backup = async () => {
      await hold
      done.push(name)
      return "b.zip"
    }
    const host = { backup } as unknown as Deps["host"] // the runner calls nothing else of it
    return runJobs(makeHarness({ storage, folder: folder.path, override: { host } }).deps)
  }
  const queue = () =>
    insertJob(other.db, { projectId: null, kind: "backup", input: { reason: "hand" }, madeBy: null, nowMs: 1 })
  const stateOf = async (id: number) => (await findJob(other.db, id))?.state

  test("one runs them all, those that the other one queued as well", async () => {
    const runners = [start(store.storage, "first")]
    const own = await queue()
    await eventually(() => stateOf(own)).toBe("done")
    runners.push(start(other, "second"))
    const ids = [await queue(), await queue(), await queue()]
    await eventually(async () => Promise.all(ids.map(stateOf))).toEqual(["done", "done", "done"])
    expect(new Set(done)).toEqual(new Set(["first"]))
    for (const runner of runners) await runner.stop()
  })

  test("what one has in hand is left to it by another that starts, and taken up once it is gone", async () => {
    let finish = () => {}
    hold = new Promise((go) => {
      finish = go
    })
    const first = start(store.storage, "first")
    const id = await queue()
    await eventually(() => stateOf(id)).toBe("running")
    const second = start(other, "second")
    await pause(500)
    expect([await stateOf(id), done]).toEqual(["running", []])
    finish()
    await eventually(() => stateOf(id)).toBe("done")
    await first.stop()
    const next = await queue()
    await eventually(() => stateOf(next)).toBe("done")
    expect(done).toEqual(["first", "second"])
    await second.stop()
  })

  test("a process that loses its turn takes nothing more, and another takes up what it had in hand", async () => {
    hold = new Promise(() => {})
    const { locks } = store.storage
    let lose = () => Promise.resolve()
    const attempt: typeof locks.attempt = async (name) => {
      const lock = await locks.attempt(name)
      if (lock) lose = () => lock.release()
      return lock
    }
    start({ ...store.storage, locks: { ...locks, attempt } }, "first")
    const id = await queue()
    await eventually(() => stateOf(id)).toBe("running")
    hold = Promise.resolve()
    const second = start(other, "second")
    // As when its connection breaks.
    await lose()
    await eventually(() => stateOf(id)).toBe("done")
    expect(done).toEqual(["second"])
    await second.stop()
  })
})
