import { type FileSet, memoryFiles, readDataset } from "@justesse/formats"
import { seeded } from "@justesse/quality/agreement/seeded"
import { consensus } from "@justesse/quality/consensus/index"
import { overlapOfRegions } from "@justesse/quality/geometry/regions"
import { matchRegions } from "@justesse/quality/matching/matchRegions"
import { compareAll } from "@justesse/quality/pairs/index"
import { DEFAULT_SETTINGS, type Region } from "@justesse/types"

/** Speed of the pure parts, each beside a plain reference of the same minute: `npm run bench -- pure`. Times in ms, least of seven. */
function least(work: () => unknown): number {
  const times = Array.from({ length: 7 }, () => {
    const began = performance.now()
    work()
    return performance.now() - began
  })
  return Math.min(...times)
}

function say(name: string, value: number, reference: number, what: string): void {
  const round = (x: number) => Math.round(x * 100) / 100
  console.log(
    JSON.stringify({
      bench: "pure",
      name,
      unit: "ms",
      value: round(value),
      reference: round(reference),
      what,
      ratio: round(value / reference),
    }),
  )
}

const region = (id: number, x: number, y: number, person = 0) =>
  ({ id: `${person}-${id}`, geometry: { type: "box", x, y, width: 40, height: 40 }, label: "a" }) as unknown as Region // branded ids of a bench

const grid = (shift: number, person: number) =>
  Array.from({ length: 600 }, (_, i) => region(i, (i % 30) * 45 + shift, Math.floor(i / 30) * 45, person))
const [first, second] = [grid(0, 0), grid(1, 1)]
const everyPair = () =>
  first.reduce((sum, a) => sum + second.reduce((inner, b) => inner + overlapOfRegions(a, b), 0), 0)
say(
  "match 600 with 600 boxes",
  least(() => matchRegions(first, second, 0.5)),
  least(everyPair),
  "IoU of every pair",
)

const answers = Array.from({ length: 5 }, (_, p) => ({
  submission: `s${p}`,
  person: `p${p}`,
  body: { nothingHere: false, regions: grid(p % 3, p).slice(0, 200) },
}))
const input = { answers, settle: DEFAULT_SETTINGS.settle, size: { width: 1_400, height: 1_000 }, letterSeed: 1 }
say(
  "consensus of 5 people with 200 boxes",
  least(() => consensus(input)),
  least(everyPair),
  "IoU of 360,000 pairs",
)

const dice = seeded(7)
const THINGS = 1_250
const compared = Array.from({ length: 2_500 }, () => {
  const left = Math.floor(dice() * THINGS)
  return [left, (left + 1 + Math.floor(dice() * (THINGS - 1))) % THINGS] as const
})
// Of eight people, each wrong in 15 of 100: what contradicts itself takes the most steps.
const said = compared.flatMap(([left, right]) =>
  Array.from({ length: 4 }, () => {
    const isTrue = dice() < 0.85
    const answer = dice() < 0.1 ? "tie" : left > right === isTrue ? "left" : "right"
    return { left: `${left}`, right: `${right}`, person: `${Math.floor(dice() * 8)}`, answer } as const
  }),
)
say(
  "order of 1,250 by 10,000 answers that contradict each other",
  least(() => compareAll(said)),
  least(everyPair),
  "IoU of 360,000 pairs",
)

const images = Array.from({ length: 20_000 }, (_, i) => ({ id: i, file_name: `p/${i}.jpg`, width: 640, height: 480 }))
const annotations = Array.from({ length: 150_000 }, (_, i) => ({
  id: i,
  image_id: i % 20_000,
  category_id: 1,
  bbox: [i % 500, i % 300, 30.25, 20.125],
}))
const text = JSON.stringify({ images, annotations, categories: [{ id: 1, name: "a" }] })
async function readAll(files: FileSet): Promise<number> {
  const began = performance.now()
  for await (const event of readDataset(files, { format: "coco" }))
    if (event.kind === "record" && event.record.body === null) throw new Error("a picture without its boxes")
  return performance.now() - began
}
say(
  "read COCO of 20,000 pictures and 150,000 boxes",
  await readAll(memoryFiles({ "a.json": text })),
  least(() => JSON.parse(text)),
  "JSON.parse of the same text",
)
