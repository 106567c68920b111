// needs: studio, chromium
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { LABEL_COLORS } from "@justesse/types"
import { type Browser, chromium } from "playwright-core"
import { BUNDLES } from "../support/places.ts"
import { type Counted, MOVES, playCounters } from "./canvasCounters.ts"
import { differingShare, FLAGS, type Gesture, heapMb, playGestures, type Run } from "./canvasPages.ts"
import { buildReference, sharedBench } from "./canvasReference.ts"
import { serveFolders } from "./canvasSite.ts"

/**
 * The real task page beside a hand-written canvas, in one Chromium, in turns, by the shared bench's gestures:
 * `npm run bench -- canvas [boxes,boxes,…] [repetitions]`. One JSON object a line; `value` and `reference` are medians
 * of the repetitions, CPU is that of all browser processes. `load` is the machine's, over the last minute. Polygons have
 * a hand-written page of their own (canvasPolygons.mjs).
 */
const sizes = (process.argv[2] ?? "1000,5000,20000").split(",").map(Number)
const POLYGONS = { n: 5_000, points: 50 }
/** One frame of a 60 Hz screen. */
const FRAME_MS = 16.7
const repetitions = Number(process.argv[3] ?? 3)
if (!sizes.every((n) => Number.isInteger(n) && n > 0 && n <= 50_000) || !(repetitions >= 1)) {
  console.error("npm run bench -- canvas [boxes,boxes,…] [repetitions], such as: canvas 1000,5000,20000 5")
  process.exit(2)
}

interface Line {
  readonly name: string
  readonly n: number
  readonly value: number
  readonly unit: string
  readonly reference?: number
  /** What the ratio, or without one the value, may be at most; null where nothing was promised. */
  readonly goal: number | null
  /** False when the gesture did not do what it should. */
  readonly right?: boolean
}

const rounded = (value: number) => Math.round(value * 100) / 100

function say({ name, n, value, unit, reference, goal, right = true }: Line): void {
  const ratio = reference === undefined ? null : rounded(value / reference)
  const ok = goal === null ? right : right && (ratio ?? value) <= goal
  const measured = { value: rounded(value), unit, reference: reference === undefined ? null : rounded(reference) }
  console.log(
    JSON.stringify({
      name,
      n,
      ...measured,
      ratio,
      goal: goal === null ? null : rounded(goal),
      ok,
      load: rounded(loadavg()[0] ?? 0),
    }),
  )
}

const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN

/** Both pages at one size, run by run. */
interface Pair {
  readonly reference: Run[]
  readonly studio: Run[]
}

const cpuOf = (runs: readonly Run[], gesture: Gesture) => median(runs.map((run) => run[gesture].cpu))
const p50Of = (runs: readonly Run[], gesture: Gesture) => median(runs.map((run) => run[gesture].p50))
const p95Of = (runs: readonly Run[], gesture: Gesture) => median(runs.map((run) => run[gesture].p95))

/** P1: CPU of a frame, and its slow end. */
function sayP1(n: number, { reference, studio }: Pair): void {
  for (const gesture of ["pan", "zoom"] as const) {
    const value = cpuOf(studio, gesture)
    const goal = 1.3
    say({ name: `P1 ${gesture} CPU`, n, value, unit: "ms/frame", reference: cpuOf(reference, gesture), goal })
    const slow = { value: p95Of(studio, gesture), reference: p95Of(reference, gesture) }
    say({ name: `P1 ${gesture} p95`, n, ...slow, unit: "ms", goal: 1.5 })
  }
}

/** P3: CPU of a move. The reference has no crosshair, halo, handles or loupe. */
function sayP3(n: number, { reference, studio }: Pair, smallest: Pair | undefined): void {
  for (const gesture of ["drag", "draw"] as const) {
    const value = cpuOf(studio, gesture)
    say({ name: `P3 ${gesture} CPU`, n, value, unit: "ms/move", reference: cpuOf(reference, gesture), goal: 1.3 })
    sayP95(n, { reference, studio }, gesture)
    if (n !== 20_000 || !smallest) continue
    say({
      name: `P3 ${gesture} CPU beside 100 boxes`,
      n,
      value,
      unit: "ms/move",
      reference: cpuOf(smallest.studio, gesture),
      goal: 1.5,
    })
  }
}

/** The slow end of a move or a press, at 20,000 regions within a frame. */
function sayP95(n: number, { reference, studio }: Pair, gesture: Gesture): void {
  const line = { n, value: p95Of(studio, gesture), unit: "ms" }
  const name = `${gesture === "select" ? "P4" : "P3"} ${gesture} p95`
  if (n >= 20_000) say({ ...line, name, goal: FRAME_MS })
  else say({ ...line, name, reference: p95Of(reference, gesture), goal: null })
}

/** P4: from the press to the frame after the box is selected; two frames of a 60 Hz screen. */
function sayP4(n: number, { reference, studio }: Pair, thousand: Pair | undefined): void {
  const value = p50Of(studio, "select")
  const right = studio.every(({ select }) => select.ok === select.n)
  const cpu = { value: cpuOf(studio, "select"), reference: cpuOf(reference, "select") }
  say({ name: "P4 select CPU", n, ...cpu, unit: "ms/press", goal: 1.5, right })
  sayP95(n, { reference, studio }, "select")
  say({ name: "P4 click to selected", n, value, unit: "ms", goal: n <= 1_000 ? 2_000 / 60 : null, right })
  say({
    name: "P4 click to selected beside the reference",
    n,
    value,
    unit: "ms",
    reference: p50Of(reference, "select"),
    goal: null,
    right,
  })
  if (n !== 20_000 || !thousand) return
  say({
    name: "P4 click to selected beside 1,000 boxes",
    n,
    value,
    unit: "ms",
    reference: p50Of(thousand.studio, "select"),
    goal: 2,
    right,
  })
}

/** P5: the goal at 1,000 is 1/20 of Label Studio's time, which was 45 times the reference's where both were measured. */
function sayP5(n: number, { reference, studio }: Pair): void {
  const goal = n >= 20_000 ? 2 : n >= 5_000 ? 3 : 45 / 20
  const [value, base] = [studio, reference].map((runs) => runs.map((run) => run.mount))
  const line = { n, unit: "ms", goal }
  say({ name: "P5 first render", ...line, value: median(value ?? []), reference: median(base ?? []) })
  // Wall time grows with whatever else the machine does: the fastest run of each side is the least disturbed.
  const least = { value: Math.min(...(value ?? [])), reference: Math.min(...(base ?? [])) }
  say({ name: "P5 first render, least disturbed", ...line, ...least })
}

/** Polygons beside their own hand-written page: as many pixels alike, and what each gesture costs. */
function sayPolygons({ reference, studio }: Pair, differing: number): void {
  const { n, points } = POLYGONS
  const name = `polygons of ${points} points:`
  say({ name: `${name} pixels that differ`, n, value: differing * 100, unit: "%", goal: 0.1 })
  for (const gesture of ["pan", "zoom", "draw", "drag", "select"] as const) {
    const cpu = { value: cpuOf(studio, gesture), reference: cpuOf(reference, gesture) }
    say({ name: `${name} ${gesture} CPU`, n, ...cpu, unit: "ms", goal: 1.5 })
    const slow = { value: p95Of(studio, gesture), reference: p95Of(reference, gesture) }
    say({ name: `${name} ${gesture} p95`, n, ...slow, unit: "ms", goal: null })
  }
}

/** P7: exact counts, whatever the machine does. */
async function sayP7(browser: Browser, origin: string, n: number): Promise<void> {
  const played = await playCounters(browser, origin, n)
  const count = (name: string, value: number, goal: number) =>
    say({ name: `P7 ${name}`, n, value, unit: "count", goal })
  const commits = (counted: Counted) => Math.max(counted.reactCommits, counted.everyCommit)
  for (const gesture of ["drag", "draw"] as const) {
    count(`${gesture} of ${MOVES} moves: React commits`, commits(played[gesture]), 0)
    count(`${gesture} of ${MOVES} moves: static draws`, played[gesture].staticDraws, 0)
    count(`${gesture} of ${MOVES} moves: active draws`, played[gesture].activeDraws, MOVES + 1)
  }
  for (const gesture of ["pan", "zoom"] as const) {
    count(`${gesture} of ${MOVES} frames: React commits`, commits(played[gesture]), 0)
    count(`${gesture} of ${MOVES} frames: static draws`, played[gesture].staticDraws, MOVES + 1)
  }
  count("elements of the canvas", played.elements, 30)
  count("labels of a frame, at most", played.labelsMost, 400)
  count("list rows in the document", played.rowsMost, 60)
}

const shared = sharedBench()
const folder = mkdtempSync(join(tmpdir(), "justesse-canvas-"))
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS })
try {
  await buildReference(shared, folder)
  const studioDir = process.env.JUSTESSE_STUDIO ?? BUNDLES.studio
  const site = await serveFolders([studioDir, folder], join(studioDir, "index.html"))
  const urls = {
    reference: (n: number) => `${site.origin}/raw.html?n=${n}&labels=lod`,
    studio: (n: number) => `${site.origin}/bench/canvas?n=${n}&seed=7&img=/img4000.jpg`,
  }
  const { n: polygons, points } = POLYGONS
  const colors = encodeURIComponent(LABEL_COLORS.slice(0, 8).join(","))
  const outlines = {
    reference: `${site.origin}/polygons.html?n=${polygons}&points=${points}&colors=${colors}`,
    studio: `${urls.studio(polygons)}&points=${points}`,
  }
  const outlined: Pair = { reference: [], studio: [] }
  const pairs = new Map<number, Pair>(sizes.map((n) => [n, { reference: [], studio: [] }]))
  // Once unmeasured: the browser's own caches are warm for both.
  for (const url of Object.values(urls)) await playGestures(browser, url(1_000), shared)
  const played = [
    ...[...pairs].map(([n, pair]) => ({ pair, reference: urls.reference(n), studio: urls.studio(n) })),
    { pair: outlined, ...outlines },
  ]
  for (let i = 0; i < repetitions; i++)
    for (const { pair, ...pages } of played)
      for (const side of i % 2 === 0 ? (["reference", "studio"] as const) : (["studio", "reference"] as const))
        pair[side].push(await playGestures(browser, pages[side], shared))
  for (const [n, pair] of pairs) {
    sayP1(n, pair)
    sayP3(n, pair, pairs.get(100))
    sayP4(n, pair, pairs.get(1_000))
    sayP5(n, pair)
  }
  sayPolygons(outlined, await differingShare(browser, outlines.reference, outlines.studio, shared))
  const [few, many] = [
    await heapMb(browser, urls.studio(100), shared),
    await heapMb(browser, urls.studio(20_000), shared),
  ]
  say({ name: "P6 heap beyond that of 100 boxes", n: 20_000, value: many - few, unit: "MB", goal: 20 })
  for (const n of sizes) await sayP7(browser, site.origin, n)
  await site.close()
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
