import { normalDraw, seeded } from "../agreement/seeded.ts"
import type { GoldImage } from "../boxes/final.ts"
import type { BoxRow, Xywh } from "../boxes/votes.ts"

/** How a made-up person draws. */
export interface MadePerson {
  readonly person: string
  /** Signed offsets of left, top, right, bottom as shares of the sides. */
  readonly bias: readonly [number, number, number, number]
  readonly spread: number
  readonly miss: number
  readonly extra: number
  /** Share of things called by another class. */
  readonly wrongName: number
}

/** People of a usual kind: the first draws badly, the others ever better. */
export function madePeople(count: number): MadePerson[] {
  return Array.from({ length: count }, (_, n) => ({
    person: `p${String(n).padStart(2, "0")}`,
    bias: [0, 0, 0, 0],
    spread: n === 0 ? 0.15 : 0.03 + 0.05 / n,
    miss: n === 0 ? 0.3 : 0.05,
    extra: n === 0 ? 0.3 : 0.03,
    wrongName: n === 0 ? 0.3 : 0.05,
  }))
}

/** Images with known boxes and what these people draw on them; the same for the same seed. */
export function madeCrowd(people: readonly MadePerson[], images: number, seed: number) {
  const dice = seeded(seed)
  const rows: BoxRow[] = []
  const gold: GoldImage[] = []
  const classes: string[][] = []
  for (let i = 0; i < images; i++) {
    const image = `i${String(i).padStart(4, "0")}`
    const boxes: Xywh[] = Array.from({ length: Math.floor(dice() * 4) }, (_, n) => [
      n * 260 + dice() * 60,
      50 + dice() * 200,
      40 + dice() * 140,
      60 + dice() * 200,
    ])
    const names = boxes.map(() => (dice() < 0.7 ? "car" : "van"))
    gold.push({ image, boxes })
    classes.push(names)
    for (const person of people) rows.push(answerOf(person, image, boxes, names, dice))
  }
  return { rows, gold, classes }
}

function answerOf(
  { person, bias, spread, miss, extra, wrongName }: MadePerson,
  image: string,
  truth: readonly Xywh[],
  names: readonly string[],
  dice: () => number,
): BoxRow {
  const boxes: Xywh[] = []
  const classes: string[] = []
  truth.forEach(([x, y, width, height], n) => {
    const [left, top, right, bottom] = bias.map(
      (offset, k) => (offset + spread * normalDraw(dice)) * (k % 2 === 0 ? width : height),
    ) as [number, number, number, number] // four offsets give four numbers
    const isWrong = dice() < wrongName
    if (dice() < miss) return
    boxes.push([x + left, y + top, width + right - left, height + bottom - top])
    classes.push(isWrong ? (names[n] === "car" ? "van" : "car") : (names[n] ?? ""))
  })
  if (dice() < extra) {
    boxes.push([dice() * 900, 500 + dice() * 100, 30 + dice() * 90, 30 + dice() * 90])
    classes.push("car")
  }
  return { image, person, boxes, classes }
}
