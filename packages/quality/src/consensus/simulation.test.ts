import { type AnnotationBody, boundsOfShape, type DisagreementId, type Region } from "@justesse/types"
import { expect, test } from "vitest"
import { addCounts, countBoxes, f1, meanIou } from "../agreement/boxes.ts"
import { applyDecisions } from "../review/apply.ts"
import { answer, body, RULE, region } from "../testing/regions.ts"
import { consensus } from "./index.ts"

/** Seeded random numbers in [0, 1) (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const LABELS = ["RBC", "WBC", "Platelets"]

/** Cells of 60 to 120 px in a picture of 640 × 480, as in a blood smear. */
function picture(random: () => number): Region[] {
  return Array.from({ length: 14 }, (_, i) => {
    const size = 60 + random() * 60
    const [x, y] = [(i % 5) * 125 + random() * 20, Math.floor(i / 5) * 155 + random() * 20]
    return region(`t${i}`, [x, y, size, size], { label: LABELS[Math.floor(random() * 3)] ?? "RBC" })
  })
}

/** A person who draws each edge with a spread of 4 px, misses 8 %, invents 5 % and mislabels 4 %. */
function drawnBy(truth: readonly Region[], random: () => number): Region[] {
  const spread = () => 4 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const drawn = truth
    .filter(() => random() >= 0.08)
    .map(({ id, geometry, label }) => {
      const { x, y, width, height } = boundsOfShape(geometry)
      const [left, top, right, bottom] = [x + spread(), y + spread(), x + width + spread(), y + height + spread()]
      const shown = random() < 0.04 ? (LABELS.find((other) => other !== label) ?? label) : label
      return region(id, [left, top, right - left, bottom - top], { label: shown })
    })
  const extra = truth.filter(() => random() < 0.05)
  return [...drawn, ...extra.map((_, i) => region(`x${i}`, [random() * 500, random() * 380, 50, 50], { label: "RBC" }))]
}

function scored(pairs: readonly [AnnotationBody, Region[]][]) {
  const counts = addCounts(pairs.map(([said, truth]) => countBoxes(said.regions, truth, 0.5, "same")))
  return { f1: f1(counts), iou: meanIou(counts) ?? 0 }
}

test("what three careless people say together is better than the best of them alone", () => {
  const random = seeded(20_261_124)
  const truths = Array.from({ length: 40 }, () => picture(random))
  const people = ["ada", "ben", "cleo"].map((name) => ({ name, drawn: truths.map((truth) => drawnBy(truth, random)) }))
  const together = truths.map((_, i) => {
    const answers = people.map(({ name, drawn }) => answer(name, ...(drawn[i] ?? [])))
    const task = consensus({ answers, settle: RULE, size: { width: 640, height: 480 }, letterSeed: i })
    const reason = { code: "other", clause: null, note: "" } as const
    const all = task.differences.map(({ id }) => [id as DisagreementId, { outcome: "proposal", reason }] as const)
    return applyDecisions(task, new Map(all)).body
  })
  const alone = people.map(({ drawn }) => scored(drawn.map((regions, i) => [body(...regions), truths[i] ?? []])))
  const score = scored(together.map((said, i) => [said, truths[i] ?? []]))
  expect(score.f1).toBeGreaterThan(Math.max(...alone.map((one) => one.f1)) + 0.02)
  expect(score.iou).toBeGreaterThan(Math.max(...alone.map((one) => one.iou)) + 0.01)
  expect(score.f1).toBeGreaterThan(0.95)
})
