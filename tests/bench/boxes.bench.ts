import { loadavg } from "node:os"
import { seeded, shuffle } from "@justesse/quality/agreement/seeded"
import {
  BOX_SETTINGS,
  type BoxFit,
  bootstrapScores,
  boxSetOf,
  boxVotesFrom,
  consensusOfImage,
  consensusOfVotes,
  countImages,
  findFinalBoxes,
  fitBoxes,
  type GoldImage,
  goldOffsetOf,
  knowledgeFor,
  modelOf,
  scoreOfCounts,
  withGold,
} from "@justesse/quality/boxes/index"
import { iou } from "@justesse/quality/geometry/iou"
import { hasPedestrians, pedestrians } from "../crowd/pedestrians.ts"

/**
 * Q3: the consensus of boxes against experts' boxes, with image-bootstrap intervals, CPU seconds, and the IoU of all pairs
 * of an image's boxes as the reference of the same minute: `npm run bench -- boxes`. One JSON object a line.
 */
const say = (line: Record<string, unknown>) =>
  console.log(JSON.stringify({ bench: "boxes", ...line, load: Math.round((loadavg()[0] ?? 0) * 100) / 100 }))
const round = (value: number | null, digits = 4) => Math.round((value ?? 0) * 10 ** digits) / 10 ** digits

/** CPU seconds of one call and what it gave. */
function timed<T>(call: () => T): { seconds: number; result: T } {
  const before = process.cpuUsage()
  const result = call()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (user + system) / 1e6, result }
}

/** IoU of all pairs of boxes of different people of each image: what any method must look at. */
function allPairs(rows: ReturnType<typeof pedestrians>["rows"]): number {
  const images = new Map<string, { person: string; box: { x: number; y: number; width: number; height: number } }[]>()
  for (const { image, person, boxes } of rows) {
    const list = images.get(image) ?? []
    for (const [x, y, width, height] of boxes) list.push({ person, box: { x, y, width, height } })
    images.set(image, list)
  }
  let sum = 0
  for (const list of images.values())
    list.forEach((a, n) => {
      for (const b of list.slice(n + 1)) if (a.person !== b.person) sum += iou(a.box, b.box)
    })
  return sum
}

/** Mean figures of 20 draws of 47 gold images for the offset, scored on the other images. */
function withSomeGold(fit: BoxFit, gold: readonly GoldImage[], images: readonly string[]) {
  const sums = { f1At50: 0, f1At75: 0, meanIou: 0 }
  const draws = 20
  for (let draw = 0; draw < draws; draw++) {
    const order = shuffle(
      gold.map((_, n) => n),
      seeded(100 + draw),
    )
    const chosen = order.slice(0, 47).flatMap((n) => gold[n] ?? [])
    const rest = order.slice(47).map((n) => images[n] ?? "")
    const counts = countImages(findFinalBoxes(fit, rest, goldOffsetOf(fit, chosen)), boxSetOf(rest, gold))
    const score = scoreOfCounts(counts)
    sums.f1At50 += score.f1At50 / draws
    sums.f1At75 += score.f1At75 / draws
    sums.meanIou += (score.meanIou ?? 0) / draws
  }
  return { f1At50: round(sums.f1At50), f1At75: round(sums.f1At75), meanIou: round(sums.meanIou) }
}

/** Expected and real errors on the images whose gold was not told, and what share lies in the riskiest tenth. */
function riskAfter(fit: BoxFit, gold: readonly GoldImage[]) {
  const order = shuffle(
    gold.map((_, n) => n),
    seeded(100),
  )
  const model = withGold(
    modelOf(fit),
    fit,
    order.slice(0, 47).flatMap((n) => gold[n] ?? []),
  )
  const rest = order.slice(47).flatMap((n) => gold[n] ?? [])
  const names = rest.map((one) => one.image)
  const counts = countImages(findFinalBoxes(fit, names, model.goldOffset), boxSetOf(names, rest))
  const number = new Map(names.map((name, n) => [name, n]))
  const images = consensusOfVotes(fit.votes, knowledgeFor(model, fit.votes)).flatMap(({ image, risk }) => {
    const n = number.get(image)
    if (n === undefined) return []
    const [pairs = 0, , , found = 0, right = 0] = counts.subarray(5 * n, 5 * n + 5)
    return [{ risk: risk.total, errors: found + right - 2 * pairs }]
  })
  images.sort((a, b) => b.risk - a.risk)
  const sum = (list: typeof images, of: "risk" | "errors") => list.reduce((total, one) => total + one[of], 0)
  const all = sum(images, "errors")
  return {
    expected: round(sum(images, "risk"), 1),
    real: all,
    shareInRiskiestTenth: round(sum(images.slice(0, Math.round(images.length / 10)), "errors") / all, 2),
  }
}

/** The largest distance between the edges of two fits of the same votes, pixels. */
function largestMove(a: BoxFit, b: BoxFit): number {
  let most = 0
  a.geometry.edges.forEach((edge, e) => {
    most = Math.max(most, Math.abs(edge - (b.geometry.edges[e] ?? 0)))
  })
  return most
}

function run(): void {
  const { rows, gold } = pedestrians()
  const reference = timed(() => allPairs(rows))
  const reading = timed(() => boxVotesFrom(rows))
  const fitting = timed(() => fitBoxes(reading.result))
  const fit = fitting.result
  const images = gold.map((one) => one.image)
  const right = boxSetOf(images, gold)
  const counts = countImages(findFinalBoxes(fit, images), right)
  const intervals = bootstrapScores(counts)
  const seconds = reading.seconds + fitting.seconds
  say({
    ...{ goal: "Q3", set: "pedestrians", gold: 0, images: images.length, boxes: right.start.at(-1) },
    figures: Object.fromEntries(
      Object.entries(intervals).map(([name, one]) => [
        name,
        one && [round(one.value), round(one.low), round(one.high)],
      ]),
    ),
    wanted: { f1At50: 0.917, f1At75: 0.805, meanIou: 0.85, cpuSeconds: 1.5 },
    ...{ cpuSeconds: round(seconds, 3), reference: "IoU of all pairs", referenceSeconds: round(reference.seconds, 3) },
    ratio: round(seconds / Math.max(1e-3, reference.seconds), 1),
  })
  say({
    ...{ goal: "Q3", set: "pedestrians", gold: 47, ...withSomeGold(fit, gold, images) },
    wanted: { f1At50: 0.919, f1At75: 0.82, meanIou: 0.86 },
  })
  const untimed = fitBoxes(boxVotesFrom(rows.map(({ image, person, boxes }) => ({ image, person, boxes }))))
  const plain = scoreOfCounts(countImages(findFinalBoxes(untimed, images), right))
  say({
    ...{ goal: "Q3", set: "pedestrians", gold: 0, times: "left out", f1At50: round(plain.f1At50) },
    ...{
      f1At75: round(plain.f1At75),
      meanIou: round(plain.meanIou),
      wanted: { f1At50: 0.917, f1At75: 0.805, meanIou: 0.85 },
    },
  })
  say({ goal: "risk", set: "pedestrians", gold: 47, ...riskAfter(fit, gold) })
  const model = modelOf(fit)
  const answers = images.map((image) => rows.filter((row) => row.image === image))
  const one = timed(() => answers.map((list) => consensusOfImage(model, list)))
  say({ goal: "one image by the stored model", cpuMsEach: round((1_000 * one.seconds) / answers.length, 3) })
  const long = { ...BOX_SETTINGS, edges: { ...BOX_SETTINGS.edges, rounds: 100 } }
  const moved = largestMove(fit, fitBoxes(reading.result, long))
  say({ goal: "Q3", set: "pedestrians", movedFrom10To100RoundsPx: round(moved), wanted: 1 })
}

if (hasPedestrians) run()
else say({ goal: "Q3", skipped: "the shared crowd data are not beside this checkout" })
