// needs: server, studio, chromium
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { listen, listenerErrors } from "./soundPage/ears.ts"
import { writeSpelled } from "./soundPage/made.ts"
import {
  measureBorders,
  measureDrift,
  measureOpening,
  measureSelecting,
  measureSpeeds,
  measureTyping,
  piecesOf,
  workThrough,
} from "./soundPage/measures.ts"
import { fillDraft, openTalk, PROJECT } from "./soundPage/open.ts"
import { pageMemory } from "./soundPage/picture.ts"

/**
 * The page of a recording of three hours with 2,699 segments, in a browser on the real server: `npm run bench -- soundPage [SECONDS]`
 * (U1 to U5). The recording is made: each second says at its beginning which one it is, so that what is heard is known wherever it
 * plays; everything that the page plays goes through a listener on its way out. One line a figure; exit 1 when one is short.
 */
const seconds = Math.max(3_000, Number(process.argv[2] ?? 10_800))
const MOST = { openMs: 2_000, memoryMb: 300, soundMs: 80, driftMs: 20, rate: 0.02, pitch: 0.02, keyMs: 50 } as const
const folder = mkdtempSync(join(tmpdir(), "justesse-sound-"))
const round = (x: number) => Math.round(x * 100) / 100
const at = (sorted: readonly number[], share: number) =>
  round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN)
let short = false

function say(line: Record<string, unknown> & { readonly held: boolean }): void {
  if (!line.held) short = true
  console.log(JSON.stringify({ bench: "soundPage", ...line, load: round(loadavg()[0] ?? 0) }))
}

/** Waits from a hand to what follows, in the middle, for one in twenty, and at most. */
function sayWaits(what: string, waitsMs: readonly number[], most: number, more: Record<string, unknown> = {}): void {
  const p95 = at(waitsMs, 0.95)
  const wrong = Number(more["wrong"] ?? 0)
  const figures = { count: waitsMs.length, p50: at(waitsMs, 0.5), p95, worst: at(waitsMs, 1), most }
  say({ what, ...figures, ...more, held: waitsMs.length > 0 && p95 <= most && wrong === 0 })
}

const recording = join(folder, "talk.wav")
await writeSpelled(recording, seconds)
const talk = await openTalk(join(folder, "data"), recording)
rmSync(recording)
try {
  const pieces = piecesOf(seconds)
  await fillDraft(talk, pieces)
  const address = `${talk.origin}/label/${PROJECT}`
  const opened: number[] = []
  for (let n = 0; n < 3; n++) {
    const context = await talk.context()
    const page = await context.newPage()
    opened.push(await measureOpening(page, address))
    await context.close()
  }
  opened.sort((a, b) => a - b)
  const openMs = opened.at(-1) ?? Number.NaN
  const recorded = { hours: round(seconds / 3_600), segments: pieces.length }
  say({ what: "open", ...recorded, ms: opened.map(Math.round), most: MOST.openMs, held: openMs <= MOST.openMs })
  const context = await talk.context()
  const page = await context.newPage()
  await listen(page)
  await measureOpening(page, address)
  const next = await measureSelecting(page, { next: 40 })
  sayWaits("next segment, key to sound", next.waitsMs, MOST.soundMs, { wrong: next.wrong.length })
  for (const line of next.wrong) console.log(line)
  const far = Array.from({ length: 30 }, (_, n) => ((n * 7 + 3) % 30) * Math.floor((pieces.length - 2) / 30) + 1)
  const anywhere = await measureSelecting(page, { far })
  sayWaits("segment anywhere, press to sound", anywhere.waitsMs, MOST.soundMs, { wrong: anywhere.wrong.length })
  for (const line of anywhere.wrong) console.log(line)
  const places = Array.from({ length: 10 }, (_, n) => Math.round(((pieces.length - 1) * n) / 9))
  const ownErrors = (await listenerErrors(page, 12)).sort((a, b) => a - b)
  const drifts = await measureDrift(page, places)
  const tones = drifts.reduce((sum, one) => sum + one.tones, 0)
  const worst = drifts.reduce((most, one) => Math.max(most, Math.abs(one.mostMs)), 0)
  say({
    what: "drift",
    ...{ places: drifts.length, tones, worstMs: round(worst), meanMs: drifts.map(({ meanMs }) => round(meanMs)) },
    // What the listener adds by itself, heard on tones whose beginnings are known; nothing is taken off for it.
    listenerMs: [ownErrors.at(0), at(ownErrors, 0.5), ownErrors.at(-1)].map((ms) => round(ms ?? Number.NaN)),
    most: MOST.driftMs,
    held: tones >= 4 * places.length && worst <= MOST.driftMs,
  })
  for (const { wanted, rate, pitch } of await measureSpeeds(page, [0.5, 0.8, 1, 1.5, 2, 2.5])) {
    const isHeld = Math.abs(rate / wanted - 1) <= MOST.rate && Math.abs(pitch - 1) <= MOST.pitch
    say({ what: "speed", wanted, heard: round(rate), pitch: round(pitch), most: MOST.pitch, held: isHeld })
  }
  const borders = await measureBorders(page)
  sayWaits("border by keys", borders.waitsMs, MOST.keyMs, { wrong: borders.wrong.length })
  for (const line of borders.wrong) console.log(line)
  sayWaits("letter by letter", await measureTyping(page, "the quick brown fox jumps over the lazy dog"), MOST.keyMs)
  await context.close()
  // The listener has a memory of its own: a page that nobody listens to, after the same work, beside one without a recording.
  const quiet = await talk.context()
  const heard = await quiet.newPage()
  await heard.goto(`${talk.origin}/help`)
  await heard.waitForTimeout(1_000)
  const without = await pageMemory(talk.browser)
  await measureOpening(heard, address)
  const atFirst = await pageMemory(talk.browser)
  await workThrough(heard, { next: 40, far })
  const { shareMb, allMb } = await pageMemory(talk.browser)
  const before = { withoutRecordingMb: without.shareMb, openedMb: atFirst.shareMb }
  say({ what: "memory", shareMb, allMb, ...before, most: MOST.memoryMb, held: shareMb < MOST.memoryMb })
} finally {
  await talk.close()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = short ? 1 : 0
