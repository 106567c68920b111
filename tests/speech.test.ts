import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { recordedBytes, recordedTruths, speechFolder } from "@justesse/fixtures/speech/recordings"
import { SCRIPTS } from "@justesse/fixtures/speech/scripts"
import { openSound } from "@justesse/server/sounds/open"
import { describe, expect, test } from "vitest"
import { type MadeRecording, makeRecording, openSpeaker } from "./speech/make.ts"

// The sample's recordings lie in the repository, since what makes them is under another licence and is installed for tests alone.

/** Whether the synthesiser is here: an installation that only serves has none. */
function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve("@echogarden/espeak-ng-emscripten/package.json")
    return true
  } catch {
    return false
  }
}

describe("the recordings of the sample", () => {
  test.skipIf(!isInstalled())(
    "of each language are what the first script makes, to the byte (skipped where the synthesiser is not installed)",
    async () => {
      const speaker = await openSpeaker()
      const made: MadeRecording[] = SCRIPTS.slice(0, 2).map((script) => makeRecording(speaker, script))
      expect(made.map(({ truth }) => truth)).toEqual(recordedTruths().slice(0, 2))
      for (const { bytes, truth } of made)
        expect(bytes.equals(recordedBytes(truth.name)), `${truth.name}: npm run bench -- speech makes it anew`).toBe(
          true,
        )
    },
  )

  test("are small, half a minute each, of two people in two languages", () => {
    const truths = recordedTruths()
    const bytes = truths.reduce((sum, { name }) => sum + recordedBytes(name).length, 0)
    expect(bytes).toBeLessThan(300_000)
    expect(new Set(truths.map(({ language }) => language))).toEqual(new Set(["en-GB", "fr-FR"]))
    for (const { durationMs, stretches } of truths) {
      expect(durationMs).toBeGreaterThan(28_000)
      expect(durationMs).toBeLessThan(60_000)
      expect(new Set(stretches.flatMap(({ speaker }) => speaker ?? [])).size).toBe(2)
      // Somewhere two speak at once.
      expect(stretches.some(({ startMs }, at) => startMs < (stretches[at - 1]?.endMs ?? 0))).toBe(true)
    }
  })

  test("say every word of their scripts, one after the other", () => {
    for (const [at, { stretches, durationMs }] of recordedTruths().entries()) {
      const said = stretches.flatMap(({ label, words }) =>
        label === "speech" ? [words.map(({ text }) => text).join(" ")] : [],
      )
      expect(said).toEqual(SCRIPTS[at]?.lines.map(([, , text]) => text))
      for (const { startMs, endMs, words } of stretches) {
        const times = [startMs, ...words.flatMap((word) => [word.startMs, word.endMs]), endMs]
        expect(times).toEqual([...times].sort((a, b) => a - b))
        expect(endMs).toBeLessThan(durationMs)
      }
    }
  })

  test.each(recordedTruths())("$name is heard where it is said to be", async ({ name, durationMs, stretches }) => {
    const path = join(speechFolder(), name)
    expect(readFileSync(path).subarray(0, 4).toString()).toBe("OggS")
    const { head, pieces } = await openSound(path, null)
    const parts: Float32Array[] = []
    for await (const [channel] of pieces) if (channel) parts.push(channel.slice())
    const samples = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
    let filled = 0
    for (const part of parts) {
      samples.set(part, filled)
      filled += part.length
    }
    const perMs = head.sampleRate / 1_000
    expect(Math.abs(samples.length / perMs - durationMs)).toBeLessThan(2)
    const loudness = (fromMs: number, toMs: number) => {
      const some = samples.subarray(Math.round(fromMs * perMs), Math.round(toMs * perMs))
      return Math.sqrt(some.reduce((sum, sample) => sum + sample * sample, 0) / some.length)
    }
    for (const { startMs, endMs } of stretches) {
      expect(loudness(startMs, endMs)).toBeGreaterThan(0.02)
      const isAlone = (ms: number) => !stretches.some((other) => other.startMs < ms + 60 && other.endMs > ms - 60)
      if (isAlone(startMs - 100)) expect(loudness(startMs - 120, startMs - 30)).toBeLessThan(0.003)
      if (isAlone(endMs + 100)) expect(loudness(endMs + 40, endMs + 120)).toBeLessThan(0.003)
    }
  })
})
