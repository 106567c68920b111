import { expect, test } from "vitest"
import { madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { consensusOfImage } from "./consensus.ts"
import { findFinalBoxes } from "./final.ts"
import { fitBoxes, modelOf } from "./fit.ts"
import type { BoxModel } from "./model.ts"
import { type BoxRow, boxVotesFrom, type Xywh } from "./votes.ts"

const { rows, gold } = madeCrowd(madePeople(6), 150, 1)
const fit = fitBoxes(boxVotesFrom(rows))
const model: BoxModel = JSON.parse(JSON.stringify(modelOf(fit)))
const said = (person: string, ...boxes: Xywh[]): BoxRow => ({
  image: "new",
  person,
  boxes,
  classes: boxes.map(() => "car"),
})
const here: Xywh = [100, 100, 80, 160]
const near: Xywh = [102, 98, 80, 164]

test("one image by the stored model gives the boxes of the whole fit", () => {
  for (const { image } of gold.slice(0, 50)) {
    const one = consensusOfImage(
      model,
      rows.filter((row) => row.image === image),
    )
    const whole = findFinalBoxes(fit, [image])
    expect(one.boxes).toHaveLength(whole.start[1] ?? -1)
    one.boxes.forEach(({ box }, n) => {
      expect(box.x).toBeCloseTo(whole.edges[4 * n] ?? -1, 6)
      expect(box.y).toBeCloseTo(whole.edges[4 * n + 1] ?? -1, 6)
      expect(box.x + box.width).toBeCloseTo(whole.edges[4 * n + 2] ?? -1, 6)
    })
  }
})

test("why: everybody's log odds add up to the confidence, and who misses less weighs more", () => {
  const consensus = consensusOfImage(model, [said("p00"), said("p01", here), said("p02", near), said("p05", here)])
  const [box] = consensus.boxes
  const sum = (box?.votes ?? []).reduce((total, vote) => total + vote.existence, box?.priorLogOdds ?? 0)
  expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(box?.confidence ?? -1, 12)
  expect(box?.votes.map((vote) => [vote.person, vote.place, vote.said])).toEqual([
    ["p00", null, null],
    ["p01", 0, "car"],
    ["p02", 0, "car"],
    ["p05", 0, "car"],
  ])
  const other = consensusOfImage(model, [said("p00"), said("p01")])
  expect(other.boxes).toEqual([])
  const [careless, careful] = [said("p00", here), said("p01", here)].map(
    (row) =>
      consensusOfImage(model, [row, said("p02")]).leftOut[0] ?? consensusOfImage(model, [row, said("p02")]).boxes[0],
  )
  expect(careful?.votes[0]?.existence).toBeGreaterThan(careless?.votes[0]?.existence ?? Infinity)
})

test("who calls it what weighs by how well they name; the votes' log odds say so", () => {
  const named = (person: string, name: string): BoxRow => ({ image: "new", person, boxes: [here], classes: [name] })
  const [box] = consensusOfImage(model, [named("p00", "van"), named("p01", "car"), named("p02", "car")]).boxes
  expect(box?.className).toBe("car")
  expect(box?.votes.map((vote) => Math.sign(vote.naming ?? 0))).toEqual([-1, 1, 1])
  expect(Math.abs(box?.votes[0]?.naming ?? 9)).toBeLessThan(Math.abs(box?.votes[1]?.naming ?? 0))
  expect(box?.classConfidence).toBeGreaterThan(0.9)
  const [fresh] = consensusOfImage(model, [named("p01", "bus"), named("p02", "bus"), named("new", "bus")]).boxes
  expect(fresh?.className).toBe("bus")
})

test("people whom the model does not know count as the project's average", () => {
  const { boxes } = consensusOfImage(model, [said("new", here), said("newer", near)])
  expect(boxes).toHaveLength(1)
  expect(boxes[0]?.box.x).toBeCloseTo(101, 6)
  expect(boxes[0]?.votes[0]?.existence).toBe(boxes[0]?.votes[1]?.existence)
})

test("everybody says nothing is there: an empty consensus, surer with more and better people", () => {
  const few = consensusOfImage(model, [said("p00")])
  const many = consensusOfImage(model, [said("p01"), said("p02"), said("p03")])
  expect([few.boxes, few.leftOut, many.boxes]).toEqual([[], [], []])
  expect(few.empty).toBeLessThan(many.empty)
  expect(many.empty).toBeGreaterThan(0.99)
  expect(many.risk.total).toBe(many.risk.misses)
  expect(few.risk.total).toBeGreaterThan(many.risk.total)
})

test("one person only: their answer passes with their history and is marked", () => {
  const careful = consensusOfImage(model, [said("p05", here)])
  expect([careful.single, careful.boxes.length]).toEqual([true, 1])
  expect(careful.boxes[0]?.box).toMatchObject({ height: expect.closeTo(160, 0) })
  expect(consensusOfImage(model, [said("p05", here), said("p04", here)]).single).toBe(false)
})

test("no two people drew the same object: marked for a reviewer", () => {
  const apart = consensusOfImage(model, [
    said("p01", here),
    said("p02", [600, 300, 50, 50]),
    said("p03", [300, 20, 60, 60]),
  ])
  expect(apart.nothingShared).toBe(true)
  expect(consensusOfImage(model, [said("p01", here), said("p02", near)]).nothingShared).toBe(false)
  expect(consensusOfImage(model, [said("p01", here), said("p02")]).nothingShared).toBe(false)
})

test("two boxes of one person on the same object: the second is an extra, and shown as a duplicate", () => {
  const twice = consensusOfImage(model, [said("p01", [99, 101, 84, 150], here), said("p02", near), said("p03", near)])
  expect(twice.boxes).toHaveLength(1)
  expect(twice.leftOut).toHaveLength(1)
  expect(twice.duplicates).toHaveLength(1)
  expect(twice.duplicates[0]?.person).toBe("p01")
})

test("a repeat is left out however few looked at the image, and adds no risk; an only answer passes as it is", () => {
  const trusting = { ...model, bins: model.bins.map((bin) => ({ ...bin, missRate: 0.45, extraRate: 0.01 })) }
  const once = consensusOfImage(trusting, [said("p01", here), said("p02")])
  const twice = consensusOfImage(trusting, [said("p01", here, near), said("p02")])
  expect(once.boxes).toHaveLength(1)
  expect(twice.boxes.map(({ box }) => box)).toEqual(once.boxes.map(({ box }) => box))
  expect(twice.leftOut[0]?.confidence).toBeGreaterThan(trusting.keep)
  expect(twice.risk.total).toBeCloseTo(once.risk.total, 9)
  expect(consensusOfImage(trusting, [said("p01", here, near)]).boxes).toHaveLength(2)
})

test("a box of one person on another of theirs stays where somebody else drew it too", () => {
  const behind: Xywh = [112, 100, 80, 160]
  const pair = consensusOfImage(model, [said("p01", here, behind), said("p02", here, behind), said("p03", here)])
  expect(pair.boxes).toHaveLength(2)
  expect(pair.duplicates.length).toBeGreaterThan(0)
})

test("the boxes of a fit leave repeats out as the consensus does", () => {
  const crowd = madeCrowd(madePeople(2), 12, 3)
  const doubled = crowd.rows.map((row) =>
    row.person === "p00"
      ? { ...row, boxes: [...row.boxes, ...row.boxes], classes: [...(row.classes ?? []), ...(row.classes ?? [])] }
      : row,
  )
  const two = fitBoxes(boxVotesFrom(doubled))
  const stored = modelOf(two)
  for (const { image } of crowd.gold) {
    const one = consensusOfImage(
      stored,
      doubled.filter((row) => row.image === image),
    )
    expect(findFinalBoxes(two, [image]).start[1]).toBe(one.boxes.length)
  }
})

test("a box over the rim is cut at it; one without area is not used", () => {
  const votes = boxVotesFrom(
    [said("p01", [-20, 10, 100, 50]), said("p02", [0, 10, 80, 0], [0, 10, 80, 50])],
    new Map([["new", [640, 480]]]),
  )
  expect([...votes.edges]).toEqual([0, 10, 80, 60, 0, 10, 80, 60])
  expect(votes.remarks).toEqual([
    { image: "new", person: "p01", box: 0, why: "clipped" },
    { image: "new", person: "p02", box: 0, why: "degenerate" },
  ])
  const [box] = consensusOfImage(model, [said("p01", [-20, 10, 100, 50])], { size: [640, 480] }).boxes
  expect(box?.box.x).toBeGreaterThan(-5)
})

const riskOf = (...asked: Parameters<typeof consensusOfImage>) => consensusOfImage(...asked).risk

test("nobody answered yet: the risk is all that may be there", () => {
  const risk = riskOf(model, [])
  expect(risk.unseen).toBeCloseTo(
    model.bins.reduce((sum, bin) => sum + bin.objectsPerImage, 0),
    9,
  )
  expect(riskOf(model, [said("p05")]).total).toBeLessThan(risk.total)
})

test("risk falls with agreeing people and rises with doubt about place and existence", () => {
  const agreeing = riskOf(model, [said("p01", here), said("p02", near), said("p03", here)])
  const doubtful = riskOf(model, [said("p01", here), said("p02"), said("p03")])
  const wide = riskOf(model, [said("p01", here), said("p02", [70, 70, 130, 200]), said("p00", [120, 110, 60, 130])])
  expect(agreeing.total).toBeLessThan(0.05)
  expect(doubtful.misses + doubtful.extras).toBeGreaterThan(agreeing.misses + agreeing.extras)
  expect(wide.misplaced).toBeGreaterThan(agreeing.misplaced)
  const strict = riskOf(model, [said("p01", here), said("p02", near)], { iouAtLeast: 0.95 })
  expect(strict.misplaced).toBeGreaterThan(riskOf(model, [said("p01", here), said("p02", near)]).misplaced)
})

test("a gold offset moves the consensus and its intervals by its share of the side, more for small objects", () => {
  const moveOf = (box: Xywh) => {
    const answers = [said("p01", box), said("p02", box), said("p03", box)]
    const [plain] = consensusOfImage(model, answers).boxes
    const [moved] = consensusOfImage({ ...model, goldOffset: [-0.1, 0, 0, 0] }, answers).boxes
    const move = (moved?.box.x ?? 0) - (plain?.box.x ?? 0)
    expect(moved?.intervals[0]?.[0]).toBeCloseTo((plain?.intervals[0]?.[0] ?? 0) + move, 9)
    expect(moved?.box.y).toBe(plain?.box.y)
    return move / (plain?.box.width ?? 0)
  }
  const factors = model.sizeFactor.map((four) => four[0])
  expect(moveOf([100, 100, 40, 50])).toBeCloseTo(0.1 * (factors[0] ?? 0), 9)
  expect(moveOf([100, 100, 180, 260])).toBeCloseTo(0.1 * (factors.at(-1) ?? 0), 9)
})

test("where people drew with care lies in the stored model as well", () => {
  const answers = [said("p01", here), said("p02", here), said("p03", here)]
  const [plain] = consensusOfImage(model, answers).boxes
  const [moved] = consensusOfImage({ ...model, drawingTimeOffset: [0, 0, 0.05, 0] }, answers).boxes
  expect(moved?.box.x).toBe(plain?.box.x)
  expect(moved?.box.width).toBeLessThan(plain?.box.width ?? 0)
})
