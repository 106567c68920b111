import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { computeHere } from "@justesse/api/testing/here"
import { simulated } from "@justesse/quality/testing/simulated"
import { type AnnotationBody, JustesseError } from "@justesse/types"
import { afterAll, beforeAll, expect, test } from "vitest"
import { loop } from "../operate/loops.ts"
import { stopWithin } from "../operate/stopping.ts"
import { computePool } from "./pool.ts"

const WORKER = new URL("../../dist/computeWorker.js", import.meta.url)
const rule = { matchIou: 0.4, settleIou: 0.8, text: "exact" } as const
const NOTHING: AnnotationBody = { regions: [], nothingHere: true }

/** A project as it is stored: bodies are texts. */
function stored(pictures: number) {
  const people = ["ana", "ben", "cho"].map((name) => ({ name }))
  const { tasks, ...rest } = simulated({ people, pictures, each: 3 })
  const batch = tasks.map(({ answers, ...task }) => ({
    ...task,
    kept: null,
    answers: answers.map(({ regions, ...answer }) => ({
      ...answer,
      body: JSON.stringify({ regions, nothingHere: regions.length === 0 }),
    })),
  }))
  return {
    ...rest,
    kind: "boxes" as const,
    tasks: [JSON.stringify(batch)],
    decisions: [],
    audits: [],
    before: null,
    target: null,
  }
}

function answersOf(count: number) {
  const answers = Array.from({ length: count }, (_, i) => ({ submission: `s${i}`, person: `p${i}`, body: NOTHING }))
  return { answers, settle: rule, size: { width: 10, height: 10 }, letterSeed: 1 }
}

let figuring: ReturnType<typeof loop>
let pool: ReturnType<typeof computePool>
beforeAll(() => {
  if (!existsSync(fileURLToPath(WORKER))) throw new Error("The server is not built: run the tests by `npm test`.")
  pool = computePool(WORKER)
})
afterAll(() => pool.close())

test("another thread answers as this one would", async () => {
  const batch = { kind: "boxes" as const, model: null, inputs: [answersOf(2), answersOf(3)] }
  expect(await pool.consensus(batch)).toEqual(await computeHere.consensus(batch))
  const project = stored(30)
  expect(await pool.quality(project)).toEqual(await computeHere.quality(project))
})

test("whoever waits for figures is told how far another thread is", async () => {
  const shares: number[] = []
  await pool.quality(stored(2_000), (share) => shares.push(share))
  expect(shares.some((share) => share > 0 && share < 1)).toBe(true)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
})

test("a refusal keeps its code and detail between threads", async () => {
  const tooMany = { kind: "boxes" as const, model: null, inputs: [answersOf(21)] }
  await expect(pool.consensus(tooMany)).rejects.toMatchObject({ name: "JustesseError", code: "invalid_input" })
  await expect(computeHere.consensus(tooMany)).rejects.toMatchObject({ code: "invalid_input" })
})

test("this thread goes on while figures are computed", async () => {
  let ticks = 0
  const ticking = setInterval(() => ticks++, 2)
  const { figures } = await pool.quality(stored(300)).finally(() => clearInterval(ticking))
  expect(figures.doubled).toBe(300)
  expect(ticks).toBeGreaterThan(5)
})

test("what cannot be read is a failure of that call alone", async () => {
  await expect(pool.quality({ ...stored(1), tasks: ["not JSON"] })).rejects.toThrow()
  const [found] = await pool.consensus({ kind: "boxes" as const, model: null, inputs: [answersOf(1)] })
  expect(found?.nothingHere).toBe(true)
})

test("closing ends what runs and takes nothing more", async () => {
  const other = computePool(WORKER)
  const outcome = other.quality(stored(400)).then(
    () => "answered",
    (error: unknown) => error,
  )
  await other.close()
  expect(await outcome).toMatchObject({ code: "busy", detail: { why: "closing" } })
  await expect(other.consensus({ kind: "boxes" as const, model: null, inputs: [answersOf(1)] })).rejects.toThrow()
})

test("a stop waits a while for figures, then ends them without a word of failure", async () => {
  const other = computePool(WORKER)
  const failures: string[] = []
  let outcome = ""
  const begun = new Promise<void>((resolve) => {
    const work = async () => {
      // It takes seconds: it ends because it is ended.
      const figures = other.quality(stored(8_000), () => resolve())
      await figures.catch((error: unknown) => {
        outcome = error instanceof JustesseError ? error.code : String(error)
        throw error
      })
      return false
    }
    figuring = loop("figures", 3_600_000, work, (what) => failures.push(what))
    figuring.wake()
  })
  await begun
  await stopWithin(10, other.close, () => figuring.stop())
  expect(outcome).toBe("busy")
  expect(failures).toEqual([])
})
