import { describe, expect, test } from "vitest"
import { region } from "../testing/regions.ts"
import { type DetectionPicture, doubtOf, type FoundRegion, scoreDetections } from "./detections.ts"

const LABELS = ["crate", "sack"]
const kept = (id: string, x: number, label = "crate") => region(id, [x, 10, 60, 60], { label })
const found = (x: number, score: number, label = "crate"): FoundRegion => ({
  x,
  y: 10,
  width: 60,
  height: 60,
  label,
  score,
})

/** Twenty pictures that the model finds as they are, so that its scores can be believed. */
const good = Array.from(
  { length: 20 },
  (_, i): DetectionPicture => ({
    task: i + 1,
    final: [kept("a", 10), kept("b", 200, "sack")],
    found: [found(11, 0.9), found(201, 0.8, "sack")],
  }),
)

describe("a model against what was kept", () => {
  test("finding everything scores 1 and doubts nothing", () => {
    const { scores, suspects } = scoreDetections({ labels: LABELS, pictures: good })
    expect(scores.numbers[1]).toBeCloseTo(1, 9)
    expect(scores.byLabel.map(({ label, settled: final }) => [label, final])).toEqual([
      ["crate", 20],
      ["sack", 20],
    ])
    expect(scores.confusion.counts).toEqual([
      [20, 0, 0],
      [0, 20, 0],
    ])
    expect([scores.extras, scores.worst, suspects]).toEqual([[0, 0], [], []])
    expect(scores.threshold).toBe(0.8)
  })

  test("what differs is counted, named worst and suspected by its kind", () => {
    const pictures: DetectionPicture[] = [
      ...good,
      { task: 21, final: [kept("a", 10)], found: [found(10, 0.9), found(400, 0.95)] },
      { task: 22, final: [kept("a", 10), kept("b", 200)], found: [found(10, 0.9)] },
      { task: 23, final: [kept("a", 10)], found: [found(10, 0.9, "sack")] },
      { task: 24, final: [kept("a", 10)], found: [found(40, 0.9)] },
    ]
    const { scores, suspects } = scoreDetections({ labels: LABELS, pictures })
    expect(new Set(scores.worst.map(({ task }) => task))).toEqual(new Set([21, 22, 23, 24]))
    expect(scores.extras[0]).toBe(2)
    expect(scores.confusion.counts[0]).toEqual([22, 1, 2])
    const kinds = new Map(suspects.map(({ task, kind }) => [task, kind]))
    expect([21, 22, 23, 24].map((task) => kinds.get(task))).toEqual(["missing", "extra", "label", "place"])
    const missing = suspects.find(({ kind }) => kind === "missing")
    expect(missing).toMatchObject({ settled: null, predicted: { label: "crate", geometry: { x: 400 } }, score: 0.95 })
    expect(suspects.find(({ kind }) => kind === "extra")).toMatchObject({ predicted: null, settled: { id: "b" } })
    expect(suspects.find(({ kind }) => kind === "place")?.place).toEqual({ x: 10, y: 10, width: 90, height: 60 })
    expect(suspects.map(({ likelihood }) => likelihood)).toEqual(
      suspects.map(({ likelihood }) => likelihood).sort((a, b) => b - a),
    )
  })

  test("labels that the project does not have, and crowds, are left out", () => {
    const crowd = { ...kept("c", 300), flags: { crowd: true } }
    const pictures = [
      { task: 1, final: [kept("a", 10), crowd, kept("z", 500, "zebra")], found: [found(10, 0.9), found(300, 0.9)] },
    ]
    const { scores } = scoreDetections({ labels: LABELS, pictures })
    expect(scores.confusion.counts[0]).toEqual([1, 0, 0])
    expect(scores.extras).toEqual([0, 0])
  })

  test("nothing kept anywhere is undefined, not zero", () => {
    const { scores } = scoreDetections({ labels: LABELS, pictures: [{ task: 1, final: [], found: [found(1, 0.5)] }] })
    expect(scores.numbers.every((number) => number === -1)).toBe(true)
    expect(scores.byLabel).toEqual([])
  })

  test("the order of pictures does not matter", () => {
    const rotated = { labels: LABELS, pictures: [...good].reverse() }
    expect(scoreDetections(rotated)).toEqual(scoreDetections({ labels: LABELS, pictures: good }))
  })
})

describe("the score from which boxes count", () => {
  const picture = (task: number, ...boxes: FoundRegion[]): DetectionPicture => ({
    task,
    final: [kept("a", 10)],
    found: boxes,
  })

  test("is the one at which right and wrong balance best", () => {
    const pictures = [
      ...Array.from({ length: 8 }, (_, i) => picture(i + 1, found(10, 0.7), found(300, 0.3), found(400, 0.2))),
      picture(9, found(10, 0.6)),
      picture(10, found(10, 0.1)),
    ]
    const { scores } = scoreDetections({ labels: LABELS, pictures })
    expect(scores.threshold).toBe(0.6)
    expect(scores.extras).toEqual([0, 0])
    expect(scores.confusion.counts[0]).toEqual([9, 0, 1])
  })

  test("a box under another label is not right", () => {
    const pictures = [picture(1, found(10, 0.9, "sack")), picture(2, found(10, 0.4))]
    expect(scoreDetections({ labels: LABELS, pictures }).scores.threshold).toBe(0.4)
  })

  test("is 0 where nothing is right, so that everything is seen", () => {
    const { scores } = scoreDetections({ labels: LABELS, pictures: [picture(1, found(500, 0.9))] })
    expect(scores.threshold).toBe(0)
    expect(scores.extras).toEqual([1, 0])
    expect(scores.worst).toEqual([{ task: 1, missed: 1, extra: 1 }])
  })
})

describe("how unsure a model is of a picture", () => {
  test("rises with boxes near one half, and not with sure ones or noise", () => {
    expect(doubtOf([])).toBe(0)
    expect(doubtOf([{ score: 1 }, { score: 0.01 }])).toBe(0)
    expect(doubtOf([{ score: 0.5 }])).toBeCloseTo(1 - Math.exp(-0.5), 12)
    expect(doubtOf([{ score: 0.5 }, { score: 0.6 }])).toBeGreaterThan(doubtOf([{ score: 0.5 }]))
    expect(doubtOf(Array.from({ length: 100 }, () => ({ score: 0.5 })))).toBeLessThanOrEqual(1)
  })
})
