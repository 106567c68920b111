import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import {
  cocoNumbers,
  cocoTables,
  detectionConfusion,
  evaluateDetections,
  likelyLabelErrors,
  precisionByLabel,
  worstPictures,
} from "@justesse/quality/detection/index"
import { COCO_SIZE, cocoScenes } from "./cocoScenes.ts"

/**
 * COCO evaluation of boxes on generated scenes, in CPU seconds of the call on tables in memory: `npm run bench -- coco`.
 * The reference of the same minute is the least that any evaluation must do here: sort the scores and compute the overlap of
 * each found box with the gold of its picture, without matching. Quoted beside it: pycocotools 2.0 on as many boxes.
 */
const PYCOCOTOOLS_CPU_SECONDS = 20.7

const round = (x: number, places = 3) => Math.round(x * 10 ** places) / 10 ** places
const residentMb = () => Math.round(process.memoryUsage().rss / 1e6)

function cpuSeconds<T>(work: () => T): { seconds: number; result: T } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (user + system) / 1e6, result }
}

function say(line: Record<string, unknown>): void {
  console.log(JSON.stringify({ bench: "coco", ...line }))
}

const tables = cocoScenes(1)

/** Sorting and overlaps alone, over all labels of a picture. */
function plainOverlaps(): number {
  const { gold, found, images } = tables
  const byImage: number[][] = Array.from({ length: images }, () => [])
  for (const [row, image] of gold.image.entries()) byImage[image]?.push(row)
  const order = Array.from(found.score.keys()).sort((a, b) => (found.score[b] ?? 0) - (found.score[a] ?? 0))
  let sum = 0
  for (const row of order) {
    const [x = 0, y = 0, w = 0, h = 0] = found.box.subarray(row * 4, row * 4 + 4)
    for (const g of byImage[found.image[row] ?? 0] ?? []) {
      const [gx = 0, gy = 0, gw = 0, gh = 0] = gold.box.subarray(g * 4, g * 4 + 4)
      const shared =
        Math.max(0, Math.min(x + w, gx + gw) - Math.max(x, gx)) *
        Math.max(0, Math.min(y + h, gy + gh) - Math.max(y, gy))
      sum += shared / (w * h + gw * gh - shared)
    }
  }
  return sum
}

const before = residentMb()
const first = cpuSeconds(() => evaluateDetections(tables))
const after = residentMb()
const later = Array.from({ length: 4 }, () => cpuSeconds(() => evaluateDetections(tables)).seconds).sort(
  (a, b) => a - b,
)
const reference = Math.min(...Array.from({ length: 3 }, () => cpuSeconds(plainOverlaps).seconds))
const numbers = cocoNumbers(first.result)
say({
  name: "evaluate",
  unit: "CPU s",
  ...COCO_SIZE,
  value: round(first.seconds),
  valueWarm: round(later[2] ?? 0),
  reference: round(reference),
  what: "sorting and overlaps alone, same minute",
  ratio: round(first.seconds / reference, 2),
  pycocotoolsCpuSeconds: PYCOCOTOOLS_CPU_SECONDS,
  residentMbBefore: before,
  residentMbAfter: after,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1e3),
  pycocotoolsMb: 891,
  AP: round(numbers.AP, 6),
  AP50: round(numbers.AP50, 6),
  AR100: round(numbers.AR100, 6),
})
for (const [name, work] of [
  ["confusion", () => detectionConfusion(tables, { iou: 0.5, score: 0.3 })],
  ["worst pictures", () => worstPictures(tables, { iou: 0.5, score: 0.3 })],
  ["likely label errors", () => likelyLabelErrors(tables)],
] as const) {
  const { seconds } = cpuSeconds<unknown>(work)
  say({
    name,
    unit: "CPU s",
    value: round(seconds),
    reference: round(reference),
    ratio: round(seconds / reference, 2),
    residentMb: residentMb(),
  })
}

const cases = join(process.env["JUSTESSE_SHARED"] ?? "", "data/coco-eval")
for (const name of existsSync(cases) ? ["basic", "crowd-area", "dense-ties"] : []) {
  const read = (part: string) => JSON.parse(readFileSync(join(cases, `${name}.${part}.json`), "utf8"))
  const expected: { stats: number[]; order: (keyof typeof numbers)[]; apPerClass: Record<string, number> } =
    read("expected")
  const coco = cocoTables(read("gold"), read("det"))
  const { seconds, result } = cpuSeconds(() => evaluateDetections(coco.tables))
  const twelve = cocoNumbers(result)
  const away = expected.order.map((key, i) => Math.abs(twelve[key] - (expected.stats[i] ?? Number.NaN)))
  const classes = precisionByLabel(result).map((p, i) =>
    Math.abs((p.ap ?? -1) - (expected.apPerClass[coco.labelNames[i] ?? ""] ?? Number.NaN)),
  )
  say({
    name,
    unit: "greatest difference from pycocotools",
    value: Math.max(...away),
    perClass: Math.max(...classes),
    seconds: round(seconds),
  })
}
