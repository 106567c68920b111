import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { likelyLabelErrors, type Suspect } from "./suspects.ts"
import { detectionTables, type FoundRow, type GoldRow } from "./tables.ts"

const PICTURES = 600
const LABELS = 4

/** Objects in places of their own, and a detector that misses small ones, confuses some labels and sees things. */
function detected(dice: () => number): { truth: GoldRow[]; found: FoundRow[] } {
  const normal = () => Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice())
  const score = (middle: number) => 1 / (1 + Math.exp(-middle - 1.2 * normal()))
  const truth: GoldRow[] = []
  const found: FoundRow[] = []
  for (let image = 0; image < PICTURES; image++) {
    const objects = 1 + Math.floor(dice() * 6)
    for (let i = 0; i < objects; i++) {
      const side = 12 * 20 ** dice()
      const [x, y, w, h] = [i * 260 + dice() * 10, dice() * 100, side, side * (0.7 + 0.6 * dice())]
      const label = Math.floor(dice() * LABELS)
      truth.push({ image, label, box: [x, y, w, h] })
      if (dice() > (side < 32 ? 0.6 : side < 96 ? 0.85 : 0.95)) continue
      const confused = dice() < 0.04
      const off = () => normal() * 0.06 * side
      const box = [x + off(), y + off(), w + Math.abs(off()), h + Math.abs(off())] as const
      found.push({ image, label: confused ? (label + 1) % LABELS : label, box, score: score(confused ? 0.3 : 1.8) })
    }
    for (let e = Math.floor(dice() * 4); e > 0; e--) {
      const box = [dice() * 1_500, 300 + dice() * 300, 40, 40] as const
      found.push({ image, label: Math.floor(dice() * LABELS), box, score: score(-1.8) })
    }
  }
  return { truth, found }
}

/** Gold with 2 % of the objects forgotten, 2 % under another label, 1 % moved, and 40 boxes on nothing. */
function spoilt(truth: readonly GoldRow[], dice: () => number): { gold: GoldRow[]; wrong: Set<string> } {
  const gold: GoldRow[] = []
  const wrong = new Set<string>()
  const add = (row: GoldRow, isWrong: boolean) => {
    if (isWrong) wrong.add(`gold ${gold.length}`)
    gold.push(row)
  }
  for (const row of truth) {
    const outcome = dice()
    const [x, y, w, h] = row.box
    if (outcome < 0.02) wrong.add(positionOf(row.image, x))
    else if (outcome < 0.04) add({ ...row, label: (row.label + 2) % LABELS }, true)
    else if (outcome < 0.05) add({ ...row, box: [x + w / 2, y, w, h] }, true)
    else add(row, false)
  }
  for (let k = 0; k < 40; k++) {
    const image = Math.floor(dice() * PICTURES)
    add({ image, label: Math.floor(dice() * LABELS), box: [dice() * 1_500, 700, 60, 60] }, true)
  }
  return { gold, wrong }
}

const positionOf = (image: number, x: number) => `place ${image} ${Math.round(x / 260)}`

function listed(seed: number, errorRatio: number): { suspects: Suspect[]; isWrong: boolean[]; errors: number } {
  const dice = seeded(seed)
  const { truth, found } = detected(dice)
  const { gold, wrong } = spoilt(truth, dice)
  const tables = detectionTables(PICTURES, LABELS, gold, found)
  const suspects = likelyLabelErrors(tables, { most: 10_000, errorRatio })
  const isWrong = suspects.map((s) =>
    s.gold === null ? s.box[1] < 250 && wrong.has(positionOf(s.image, s.box[0])) : wrong.has(`gold ${s.gold}`),
  )
  return { suspects, isWrong, errors: wrong.size }
}

const share = (flags: readonly boolean[]) => flags.filter(Boolean).length / Math.max(1, flags.length)

describe("likely errors of simulated gold, 5 % of it wrong in four ways", () => {
  const worlds = [1, 2, 3, 4, 5].map((seed) => listed(seed, 0.02))

  test("over 5 worlds at least 4 of 5 among the first 20 listed are errors, and 7 of 10 among the first 50", () => {
    expect(share(worlds.flatMap(({ isWrong }) => isWrong.slice(0, 20)))).toBeGreaterThanOrEqual(0.8)
    expect(share(worlds.flatMap(({ isWrong }) => isWrong.slice(0, 50)))).toBeGreaterThanOrEqual(0.7)
  })

  test("each list holds at least 70 % of the errors of its world, more at its beginning than at its end", () => {
    for (const { isWrong, errors } of worlds) {
      expect(isWrong.filter(Boolean).length / errors).toBeGreaterThanOrEqual(0.7)
      expect(share(isWrong.slice(-100))).toBeLessThan(share(isWrong.slice(0, 100)))
    }
  })

  test("told the share of errors, the likelihoods mean what they say within 0.2 where they are over one half", () => {
    const sure = [1, 2, 3, 4, 5].flatMap((seed) => {
      const { suspects, isWrong } = listed(seed, 0.05)
      return suspects.flatMap(({ likelihood }, i) =>
        likelihood > 0.5 ? [{ likelihood, isWrong: isWrong[i] === true }] : [],
      )
    })
    expect(sure.length).toBeGreaterThan(200)
    const expected = sure.reduce((sum, { likelihood }) => sum + likelihood, 0) / sure.length
    expect(Math.abs(expected - share(sure.map((s) => s.isWrong)))).toBeLessThan(0.2)
  })

  test("the order of the rows changes neither what is listed nor its likelihood", () => {
    const dice = seeded(6)
    const { truth, found } = detected(dice)
    const { gold } = spoilt(truth, dice)
    const figures = (g: readonly GoldRow[], f: readonly FoundRow[]) =>
      likelyLabelErrors(detectionTables(PICTURES, LABELS, g, f))
        .map((s) => [s.kind, s.image, ...s.box, s.likelihood].join(" "))
        .sort()
    expect(figures([...gold].reverse(), [...found].reverse())).toEqual(figures(gold, found))
  })
})
