// needs: cli
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SYNTHETIC, writeCoco } from "./syntheticCoco.ts"

/*
 * `justesse convert` of COCO of the size of its training half into YOLO, as a zip and as a folder, with annotations in no order:
 * `npm run bench -- formatsConvert`. Each run is a process of its own: CPU seconds of all of it (user and system, its start too)
 * and its greatest resident memory. The reference of the same minute is plain Node that holds everything in memory and writes
 * the same label files, byte for byte: other work on the machine makes both dearer. Fails where a bound is missed. One argument
 * or more: polygons of so many points alone.
 */

const BOUNDS = [
  { points: 0, cpuSeconds: 15, peakMiB: 300 },
  { points: 5, cpuSeconds: 15, peakMiB: 300 },
  { points: 14, cpuSeconds: 20, peakMiB: Number.POSITIVE_INFINITY },
]
const FOLDER_RATIO = 1.5

const folder = mkdtempSync(join(tmpdir(), "justesse-convert-"))
const round = (x: number) => Math.round(x * 100) / 100
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "formatsConvert", ...line }))

interface Run {
  readonly cpuSeconds: number
  readonly user: number
  readonly system: number
  readonly wallSeconds: number
  readonly peakMiB: number
}

function run(...args: string[]): Run {
  const child = join(import.meta.dirname, "formatsConvertChild.mjs")
  const done = spawnSync(process.execPath, [child, ...args], { encoding: "utf8" })
  const line = done.stdout.trim().split("\n").at(-1) ?? ""
  if (done.status !== 0 || !line.startsWith("{")) throw new Error(`${args.join(" ")}: ${done.stdout}${done.stderr}`)
  return JSON.parse(line)
}

/** The better of two runs: other work on the machine only ever adds to one. */
function better(out: string, ...args: string[]): Run {
  const runs = [0, 1].map(() => {
    rmSync(out, { recursive: true, force: true })
    return run(...args, out)
  })
  return runs.reduce((best, next) => (next.cpuSeconds < best.cpuSeconds ? next : best))
}

/** The label files of a folder with their names, and the lines of `labels.jsonl` in any order: as a stream they come as they are met. */
function digest(path: string): string {
  const sum = createHash("sha256")
  for (const name of readdirSync(join(path, "labels/train")).sort())
    sum.update(`${name}\n`).update(readFileSync(join(path, "labels/train", name)))
  for (const line of readFileSync(join(path, "labels.jsonl"), "utf8").split("\n").sort()) sum.update(line)
  return sum.digest("hex")
}

let isShort = false
const only = process.argv.slice(2).map(Number)
try {
  for (const bound of BOUNDS.filter(({ points }) => only.length === 0 || only.includes(points))) {
    const path = join(folder, "coco.json")
    await writeCoco(path, "scattered", bound.points)
    const [zip, out, plain] = [join(folder, "own.zip"), join(folder, "own"), join(folder, "plain")]
    const told = { points: bound.points, ...SYNTHETIC, bytes: statSync(path).size }
    const zipped = better(zip, "convert", path)
    const written = better(out, "convert", path)
    const reference = better(plain, "plain", path)
    const isSame = digest(out) === digest(plain)
    const ratio = round(written.cpuSeconds / reference.cpuSeconds)
    const held = {
      zip: zipped.cpuSeconds <= bound.cpuSeconds && zipped.peakMiB <= bound.peakMiB,
      folder: ratio <= FOLDER_RATIO && written.peakMiB <= bound.peakMiB,
    }
    say({ ...told, name: "yolo zip", ...zipped, zipBytes: statSync(zip).size, bound, held: held.zip })
    say({ ...told, name: "yolo folder", ...written, ratio, bound: FOLDER_RATIO, isSame, held: held.folder && isSame })
    say({ ...told, name: "plain Node, the same folder", ...reference })
    isShort ||= !held.zip || !held.folder || !isSame
    rmSync(path)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = isShort ? 1 : 0
