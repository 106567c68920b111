import { setTimeout as pause } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openStorage, type Storage } from "../index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"

describe.each(engines)("locks of $name", (engine) => {
  let opened: TestStorage
  /** Programs on one database; a SQLite file is one program's. */
  let programs: Storage[] = []
  beforeAll(async () => {
    opened = await engine.open()
    programs = [opened.storage]
    if (engine.name === "PostgreSQL") programs.push(await openStorage(opened.at), await openStorage(opened.at))
  })
  afterAll(async () => {
    for (const program of programs.slice(1)) await program.close()
    await opened.close()
  })
  const callers = Array.from({ length: 24 }, (_, n) => n)
  const locksOf = (n: number) => (programs[n % programs.length] ?? opened.storage).locks

  test("exclude each other, whichever program asks: of 24 callers one at a time", async () => {
    let [inside, most, done] = [0, 0, 0]
    await Promise.all(
      callers.map((n) =>
        locksOf(n).exclusive("pictures 1", async () => {
          most = Math.max(most, ++inside)
          await pause(2)
          inside--
          done++
        }),
      ),
    )
    expect([most, done]).toEqual([1, callers.length])
  })

  test("of different names do not wait for each other", async () => {
    let release = () => {}
    const held = new Promise<void>((go) => {
      release = go
    })
    const first = locksOf(0).exclusive("pictures 1", () => held)
    await locksOf(1).exclusive("pictures 2", async () => undefined)
    release()
    await first
  })

  test("are shared by many, and then nobody has them alone", async () => {
    let [sharing, most, alone] = [0, 0, 0]
    await Promise.all(
      callers.map((n) =>
        n % 4 === 3
          ? locksOf(n).exclusive("blobs", async () => {
              expect([sharing, alone++]).toEqual([0, 0])
              await pause(2)
              expect([sharing, --alone]).toEqual([0, 0])
            })
          : locksOf(n).shared("blobs", async () => {
              expect(alone).toBe(0)
              most = Math.max(most, ++sharing)
              await pause(4)
              sharing--
            }),
      ),
    )
    expect(most).toBeGreaterThan(1)
  })

  test("are given back by what fails", async () => {
    const failing = locksOf(0).exclusive("pictures 3", () => Promise.reject(new Error("no room")))
    await expect(failing).rejects.toThrow("no room")
    for (const n of [0, 1]) expect(await locksOf(n).exclusive("pictures 3", async () => n)).toBe(n)
  })

  test("are taken by one of many that do not wait, and by another once it is given back", async () => {
    const tries = await Promise.all(callers.map((n) => locksOf(n).attempt("jobs")))
    const [held, ...more] = tries.filter((one) => one !== null)
    expect([held?.isHeld(), more]).toEqual([true, []])
    await held?.release()
    expect(held?.isHeld()).toBe(false)
    for (const n of [1, 0]) {
      const next = await locksOf(n).attempt("jobs")
      expect(next?.isHeld()).toBe(true)
      await next?.release()
    }
  })

  test("are not taken without waiting while somebody works under them", async () => {
    await locksOf(0).exclusive("pictures 4", async () => {
      expect(await locksOf(1).attempt("pictures 4")).toBeNull()
    })
  })
})
