import { JustesseError } from "@justesse/types"
import { expect, test } from "vitest"
import { isTooFull } from "./disk.ts"
import { readiness, readinessLog } from "./readiness.ts"

const GB = 1e9
const roomy = { freeBytes: 100 * GB, totalBytes: 200 * GB }

/** A studio whose disk, storage and clock the test moves; counts what was asked of them. */
function studio() {
  const now = { room: roomy, ms: 0, fails: null as Error | null, wrong: null as string | null, writes: 0 }
  const ready = readiness({
    nowMs: () => now.ms,
    wrong: () => now.wrong,
    room: () => Promise.resolve(now.room),
    write: async () => {
      now.writes++
      await new Promise((resolve) => setImmediate(resolve))
      if (now.fails) throw now.fails
    },
  })
  return { now, ready }
}

test.each([
  { name: "half free", freeBytes: 100 * GB, totalBytes: 200 * GB, full: false },
  { name: "nothing free", freeBytes: 0, totalBytes: 200 * GB, full: true },
  { name: "4 % of a large disk", freeBytes: 8 * GB, totalBytes: 200 * GB, full: true },
  { name: "5 % of a large disk", freeBytes: 10 * GB, totalBytes: 200 * GB, full: false },
  { name: "400 MB of a small one", freeBytes: 0.4 * GB, totalBytes: 1 * GB, full: true },
])("a disk with $name: too full is $full", ({ full, ...room }) => expect(isTooFull(room)).toBe(full))

// Found T21: 200 with 0 kB free, `storage_full` with PostgreSQL away, and each anonymous question wrote.
test("sixty at once, again and again, are answered by one write in five seconds", async () => {
  const { now, ready } = studio()
  expect(await Promise.all(Array.from({ length: 60 }, ready))).toEqual(Array(60).fill({ ok: true }))
  await Promise.all(Array.from({ length: 60 }, ready))
  expect(now.writes).toBe(1)
  now.ms += 5_000
  await Promise.all(Array.from({ length: 60 }, ready))
  expect(now.writes).toBe(2)
})

test("a full disk is told before anything is written on it, a database that is away by its own name", async () => {
  const { now, ready } = studio()
  now.room = { freeBytes: 0, totalBytes: 200 * GB }
  expect(await ready()).toEqual({ ok: false, code: "storage_full", freeBytes: 0 })
  expect(now.writes).toBe(0)
  now.room = roomy
  now.fails = new JustesseError("busy")
  now.ms += 1_000
  expect(await ready()).toEqual({ ok: false, code: "busy" })
  now.fails = new Error("a bug")
  now.ms += 1_000
  expect(await ready()).toEqual({ ok: false, code: "internal" })
})

test("a storage that is older than it should be, or not sealed, is told before anything is written", async () => {
  const { now, ready } = studio()
  for (const wrong of ["storage_rewound", "seals_late"]) {
    now.wrong = wrong
    now.ms += 5_000
    expect(await ready()).toEqual({ ok: false, code: wrong })
  }
  expect(now.writes).toBe(0)
})

// Found O22: while the disk was full the log had no line about it.
test("the log says once that the studio is not ready, once when that changes, and once when it is over", async () => {
  const { now, ready } = studio()
  const lines: unknown[] = []
  const look = readinessLog(
    ready,
    () => now.ms,
    (...line) => lines.push(line),
  )
  const pass = async (ms: number) => {
    now.ms += ms
    await look()
    await look()
  }
  await pass(0)
  now.room = { freeBytes: 1, totalBytes: 200 * GB }
  await pass(5_000)
  await pass(15_000)
  now.room = roomy
  now.fails = new JustesseError("busy")
  await pass(15_000)
  now.fails = null
  await pass(15_000)
  await pass(15_000)
  expect(lines).toEqual([
    ["error", "not ready", { code: "storage_full", freeBytes: 1 }],
    ["error", "not ready", { code: "busy" }],
    ["warn", "ready again", { after: "busy", seconds: 45 }],
  ])
})
