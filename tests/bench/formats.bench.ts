import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Order, SYNTHETIC, writeCoco } from "./syntheticCoco.ts"

/*
 * COCO of the size of its training half, read and made a YOLO zip: `npm run bench -- formats`. Every run is a process of its
 * own from one bundle (nothing is translated while it is measured): CPU seconds of the work, and the greatest resident memory
 * of the process. References of the same minute: JSON.parse of the whole file, and what anybody would write first to make
 * label files of it, one after another into a folder.
 */

interface Run {
  readonly pictures: number
  readonly boxes: number
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly peakMiB: number
}

/** What issue 4 asks of them. */
const BOUNDS = { parse: { cpuSeconds: 5, peakMiB: 200 }, "yolo zip": { cpuSeconds: 15, peakMiB: 300 } } as const

const folder = mkdtempSync(join(tmpdir(), "justesse-formats-"))
const child = join(folder, "child.mjs")
const round = (x: number) => Math.round(x * 100) / 100
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "formats", ...line }))

async function bundleChild(): Promise<void> {
  const { build } = createRequire(createRequire(import.meta.url).resolve("tsx/package.json"))("esbuild")
  await build({
    ...{ entryPoints: [join(import.meta.dirname, "formatsChild.ts")], outfile: child, bundle: true },
    ...{ platform: "node", format: "esm", minify: true, logLevel: "error" },
    banner: { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' },
  })
}

function run(mode: string, path: string, out = ""): Run {
  const done = spawnSync(process.execPath, [child, mode, path, out], { encoding: "utf8" })
  if (done.status !== 0) throw new Error(`${mode}: ${done.stderr}`)
  return JSON.parse(done.stdout)
}

/** The better of two runs: other work on the machine only ever adds to one. */
function better(mode: string, path: string, out: string): Run {
  const runs = [0, 1].map(() => {
    rmSync(out, { recursive: true, force: true })
    return run(mode, path, out)
  })
  return runs.reduce((best, next) => (next.cpuSeconds < best.cpuSeconds ? next : best))
}

function compare(name: keyof typeof BOUNDS, what: string, order: string, path: string, mode: string): void {
  const [own, plain] = [join(folder, "own"), join(folder, "plain")]
  const measured = better(mode, path, own)
  const reference = better(`${mode}-plain`, path, plain)
  const bound = BOUNDS[name]
  say({
    ...{
      name,
      order,
      unit: "CPU s",
      value: measured.cpuSeconds,
      peakMiB: measured.peakMiB,
      seconds: measured.wallSeconds,
    },
    ...{ pictures: measured.pictures, boxes: measured.boxes },
    ...{ reference: reference.cpuSeconds, referencePeakMiB: reference.peakMiB, what },
    ratio: round(measured.cpuSeconds / reference.cpuSeconds),
    ...{ bound: bound.cpuSeconds, boundMiB: bound.peakMiB },
    held: measured.cpuSeconds <= bound.cpuSeconds && measured.peakMiB <= bound.peakMiB,
  })
}

try {
  await bundleChild()
  const sets: [name: string, order: Order, points: number][] = [
    ["grouped", "grouped", 0],
    ["scattered", "scattered", 0],
    ["scattered, with polygons", "scattered", 12],
  ]
  for (const [name, order, points] of sets) {
    const path = join(folder, "coco.json")
    await writeCoco(path, order, points)
    say({ name: "generated", order: name, ...SYNTHETIC, bytes: statSync(path).size })
    compare("parse", "JSON.parse of the whole file", name, path, "parse")
    if (points === 0) compare("yolo zip", "everything in memory, one file after another", name, path, "yolo")
    rmSync(path)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
