import type { Levels } from "@justesse/editor/sound/levels"
import { packPeaks, peakLevels } from "@justesse/types/sound/peaks"
import { afterEach, expect, test, vi } from "vitest"
import { readLevels } from "./readLevels.ts"

afterEach(() => vi.unstubAllGlobals())

/** A file of peaks that comes in pieces of so many bytes. */
function serve(bytes: Uint8Array, piece: number): void {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += piece) controller.enqueue(bytes.slice(at, at + piece))
      controller.close()
    },
  })
  vi.stubGlobal("fetch", async () => new Response(body))
}

const samples = 80
const values = Int8Array.from({ length: 400_000 }, (_, i) => (i % 2 === 0 ? -(i % 90) : i % 90))
const file = packPeaks({ sampleRate: 16_000, samples: 16_000_000, levels: peakLevels({ samples, values }) })

test("all of a recording is seen with the first coarse level, and then finer and finer", async () => {
  serve(file, 20_000)
  const told: Levels[][] = []
  await readLevels(fetch("/peaks"), (levels) => told.push([...levels]))
  const counts = told.map((levels) => levels.length)
  expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b))
  expect(counts.length).toBeGreaterThan(1)
  expect(told.at(-1)?.[0]).toMatchObject({ stepMs: 5 })
  expect(told.at(-1)?.[0]?.values).toHaveLength(200_000)
  // What comes first is the coarse one: of the same length in time.
  const [coarse] = told[0] ?? []
  expect((coarse?.values.length ?? 0) * (coarse?.stepMs ?? 0)).toBeGreaterThanOrEqual(1_000_000)
})

test("what is no file of peaks, or does not come, is told as a failure", async () => {
  serve(new Uint8Array(100), 100)
  await expect(readLevels(fetch("/peaks"), () => {})).rejects.toThrow("none")
  vi.stubGlobal("fetch", async () => new Response("", { status: 404 }))
  await expect(readLevels(fetch("/peaks"), () => {})).rejects.toThrow("404")
})
