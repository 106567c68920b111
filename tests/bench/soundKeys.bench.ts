// needs: server, studio, chromium
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { toneWav } from "@justesse/fixtures/testing/tones"
import type { SentTask } from "@justesse/types/wire/work/history"
import { openTalk, PROJECT } from "./soundPage/open.ts"

/**
 * What twenty segments cost a hand beside their letters: `npm run bench -- soundKeys` (U6). Played on the real page, its keys counted
 * by the browser, from a recording of which nothing is known to an answer that was sent; one segment is heard again and one border
 * moved by 20 ms. Beside it the shortest flows over the same work that the documentation of other tools names. Exit 1 when a
 * segment costs more than two keys, when another tool needs fewer acts, or when the answer is not the one meant.
 */
const SEGMENTS = 20
const MOST = 2
const NUMBERS = "one two three four five six seven eight nine ten".split(" ")
const TEXTS = Array.from({ length: SEGMENTS }, (_, n) => `${NUMBERS[n % 10]} and ${NUMBERS[(n * 3) % 10]}`)
const letters = TEXTS.reduce((sum, text) => sum + text.length, 0)

/** Keys (a chord has as many as are held) and presses of a button, beside letters; of a pointer a drag is one press. */
interface Flow {
  readonly tool: string
  readonly keys: number
  readonly presses: number
  readonly from: string
  readonly how: string
}

/**
 * The flows of others, each step the shortest that is documented. What they leave out is told: it makes them shorter than the work is.
 */
const OTHERS: readonly Flow[] = [
  {
    tool: "ELAN",
    // Play; begin and end of each; into transcription mode by the menu; Enter after each text; Tab hears again; the border is dragged; saved.
    ...{ keys: 2 + 2 * SEGMENTS + SEGMENTS + 1 + 2, presses: 2 + 1 },
    from: "mpi.nl/corpus/html/elan/ch03s04.html (segmentation mode), ideophone.org/transcription-mode-in-elan",
    how: "two strokes a segment while it plays, then one after each text",
  },
  {
    tool: "oTranscribe",
    // Stop, a stamp, play on and a new line for each; F1 goes back. It has beginnings and no ends, and no border to move.
    ...{ keys: 1 + (1 + 2 + 1 + 1) * SEGMENTS + 1, presses: 0 },
    from: "github.com/oTranscribe/oTranscribe src/help.htm (keyboard shortcuts)",
    how: "Esc, Ctrl+J, Esc and Enter a line; ends are not kept",
  },
  {
    tool: "Label Studio",
    // The label's digit, a drag over the wave, a press into the field of the region and Enter, each; Ctrl+Enter sends.
    ...{ keys: (1 + 1) * SEGMENTS + 2 + 2, presses: 2 * SEGMENTS + 1 },
    from: "labelstud.io/templates/automatic_speech_recognition_segments.html, labelstud.io/guide/hotkeys",
    how: "a digit, a drag, a press into the field and Enter a segment",
  },
]

const folder = mkdtempSync(join(tmpdir(), "justesse-keys-"))
const recording = join(folder, "talk.wav")
writeFileSync(recording, toneWav({ seconds: SEGMENTS, sampleRate: 16_000, channels: 1 }))
const talk = await openTalk(join(folder, "data"), recording)
let isShort = false
try {
  const context = await talk.context()
  const page = await context.newPage()
  await page.addInitScript(() => {
    const counted = { keys: 0 }
    Object.assign(globalThis, { counted })
    addEventListener("keydown", ({ isTrusted, repeat }) => void (isTrusted && !repeat && counted.keys++), true)
  })
  await page.goto(`${talk.origin}/label/${PROJECT}`)
  await page.getByText("No segments yet.").first().waitFor()
  await page.keyboard.press("Shift+T")
  await page.getByText("segments proposed").first().waitFor()
  await page.keyboard.press("Enter")
  const field = page.getByLabel("What is said in this segment")
  for (const [n, text] of TEXTS.entries()) {
    await field.waitFor()
    await page.keyboard.type(text)
    // Heard again before it is left, and its end moved by two hundredths.
    if (n === 7) await page.keyboard.press("Shift+Tab")
    if (n === 11) for (const key of ["F2", "ArrowRight", "ArrowRight", "F2"]) await page.keyboard.press(key)
    await page.keyboard.press("Enter")
  }
  await page.getByText(`${SEGMENTS} of ${SEGMENTS} written`).first().waitFor()
  await page.keyboard.press("Control+Enter")
  await page.getByRole("heading", { name: /^(You have answered everything here|All tasks are answered)$/ }).waitFor()
  const all = await page.evaluate(() => (globalThis as unknown as { counted: { keys: number } }).counted.keys)
  const { task } = await talk.worker.ask<{ task: SentTask | null }>("work.previous", { project: PROJECT, before: null })
  const said = (task?.body.regions ?? []).flatMap(({ geometry, transcript }) =>
    geometry.type === "span" ? { startMs: geometry.startMs, text: transcript?.value ?? "" } : [],
  )
  const inOrder = [...said].sort((a, b) => a.startMs - b.startMs).map(({ text }) => text)
  const wrong = TEXTS.filter((text, n) => inOrder[n] !== text).length + Math.abs(inOrder.length - SEGMENTS)
  const keys = all - letters
  const flows = [{ tool: "Justesse", keys, presses: 0 }, ...OTHERS]
  for (const flow of flows)
    console.log(JSON.stringify({ bench: "soundKeys", segments: SEGMENTS, ...flow, perSegment: flow.keys / SEGMENTS }))
  const isFewest = OTHERS.every((other) => other.keys + other.presses >= keys)
  isShort = wrong > 0 || keys / SEGMENTS > MOST || !isFewest
  const load = Math.round(100 * (loadavg()[0] ?? 0)) / 100
  console.log(JSON.stringify({ bench: "soundKeys", letters, wrong, most: MOST, held: !isShort, load }))
} finally {
  await talk.close()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = isShort ? 1 : 0
