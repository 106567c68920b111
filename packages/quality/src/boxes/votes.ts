import { idAt } from "./numbers.ts"

/** A box as crowds' files write it: left, top, width and height in image pixels. */
export type Xywh = readonly [x: number, y: number, width: number, height: number]

/** What one person said about one image. An empty list is an answer too: "nothing here". */
export interface BoxRow {
  readonly image: string
  readonly person: string
  readonly boxes: readonly Xywh[]
  /** The class of each box; left out where a project has only one. */
  readonly classes?: readonly string[]
  /** When each box was made, milliseconds from any moment of this answer; left out where nobody knows. */
  readonly madeAtMs?: readonly number[]
  /** When the answer was given, in any one unit; what counts where a person answered an image several times. */
  readonly time?: number
}

/** A box or row that was not used as it came: where it stood and why. */
interface BoxRemark {
  readonly image: string
  readonly person: string
  /** Position in the person's list; -1 when the whole answer is meant. */
  readonly box: number
  readonly why: "degenerate" | "clipped" | "answered_twice"
}

/**
 * All answers as flat arrays. Images, people and classes are numbered in the order of their names (code units), boxes
 * lie image by image and, inside one, in the order of their geometry, so that neither the order of rows nor the names of
 * people decide anything that evidence can.
 */
export interface BoxVotes {
  readonly images: readonly string[]
  readonly people: readonly string[]
  /** Names of classes; one empty name when no row has any. */
  readonly classes: readonly string[]
  /** Where each image's answers begin in `seenBy`; one more than images. */
  readonly seenStart: Int32Array
  /** Who answered, image by image, also with an empty answer. */
  readonly seenBy: Int32Array
  /** Where each image's boxes begin; one more than images. */
  readonly boxStart: Int32Array
  readonly boxPerson: Int32Array
  readonly boxClass: Int32Array
  /** Position of each box in its person's own list. */
  readonly boxIndex: Int32Array
  /** Milliseconds from the box made before it in the same answer; NaN for the first, and where times are not known. */
  readonly boxPause: Float64Array
  /** left, top, right and bottom of each box in pixels: four numbers a box. */
  readonly edges: Float64Array
  readonly remarks: readonly BoxRemark[]
}

/** Width and height of an image in pixels. */
export type ImageSize = readonly [width: number, height: number]

interface Drawn {
  readonly person: number
  readonly className: number
  readonly index: number
  readonly pause: number
  readonly edges: readonly [number, number, number, number]
}

/**
 * Flat arrays of all answers. Boxes without area (or with numbers that are none) are left out and boxes that reach over
 * the image's rim are cut at it where `sizes` knows the image; both are said in `remarks`. Where a person answered an
 * image twice, one answer counts (see `oneAnswerEach`) and the other is remarked.
 */
export function boxVotesFrom(rows: readonly BoxRow[], sizes?: ReadonlyMap<string, ImageSize>): BoxVotes {
  const remarks: BoxRemark[] = []
  const { answers, repeats } = oneAnswerEach(rows)
  for (const { image, person } of repeats) remarks.push({ image, person, box: -1, why: "answered_twice" })
  const images = namesOf(answers.map((row) => row.image))
  const people = namesOf(answers.map((row) => row.person))
  const classes = namesOf(answers.flatMap((row) => row.boxes.map((_, n) => row.classes?.[n] ?? "")))
  const numbers = { people: numbered(people), classes: numbered(classes) }
  const imageNumber = numbered(images)
  const seen: number[][] = images.map(() => [])
  const drawn: Drawn[][] = images.map(() => [])
  for (const row of answers) {
    const image = imageNumber.get(row.image) ?? 0
    seen[image]?.push(numbers.people.get(row.person) ?? 0)
    drawn[image]?.push(...boxesOf(row, numbers, sizes?.get(row.image), remarks))
  }
  return { images, people, classes, ...flatSeen(seen), ...flatBoxes(drawn), remarks }
}

/** Distinct names in code-unit order. */
function namesOf(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}

function numbered(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, number) => [name, number]))
}

function compareRows(a: BoxRow, b: BoxRow): number {
  return (
    byCodeUnits(a.image, b.image) ||
    byCodeUnits(a.person, b.person) ||
    // Two without a time make no number, and go on to the next rule.
    timeOf(b) - timeOf(a) ||
    b.boxes.length - a.boxes.length
  )
}

/** Answers without a time come before all others. */
function timeOf({ time }: BoxRow): number {
  return time === undefined || Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * One answer of each person to each image, in the order of image and person, and the others: the latest counts; without
 * times the fuller one, then the one whose boxes come later in geometric order. The order of rows does not matter.
 */
export function oneAnswerEach(rows: readonly BoxRow[]): { answers: BoxRow[]; repeats: BoxRow[] } {
  const key = (row: BoxRow) => JSON.stringify([...row.boxes].map((box, n) => [...box, row.classes?.[n] ?? ""]).sort())
  const sorted = [...rows].sort((a, b) => compareRows(a, b) || byCodeUnits(key(b), key(a)))
  const answers: BoxRow[] = []
  const repeats: BoxRow[] = []
  for (const row of sorted) {
    const before = answers.at(-1)
    const again = before !== undefined && before.image === row.image && before.person === row.person
    ;(again ? repeats : answers).push(row)
  }
  return { answers, repeats }
}

function boxesOf(
  row: BoxRow,
  numbers: { readonly people: Map<string, number>; readonly classes: Map<string, number> },
  size: ImageSize | undefined,
  remarks: BoxRemark[],
): Drawn[] {
  const person = numbers.people.get(row.person) ?? 0
  return row.boxes.flatMap(([x, y, width, height], index) => {
    const remark = (why: BoxRemark["why"]) => remarks.push({ image: row.image, person: row.person, box: index, why })
    const whole = [x, y, x + width, y + height] as const
    const [right, bottom] = size ?? [Infinity, Infinity]
    const [left, top] = size ? [0, 0] : [-Infinity, -Infinity]
    const edges = [
      Math.max(left, whole[0]),
      Math.max(top, whole[1]),
      Math.min(right, whole[2]),
      Math.min(bottom, whole[3]),
    ] as const
    if (!(edges[2] > edges[0] && edges[3] > edges[1]) || !whole.every(Number.isFinite)) {
      remark("degenerate")
      return []
    }
    if (edges.some((edge, k) => edge !== whole[k])) remark("clipped")
    return [
      {
        person,
        className: numbers.classes.get(row.classes?.[index] ?? "") ?? 0,
        index,
        pause: pauseBefore(row, index),
        edges,
      },
    ]
  })
}

/** Milliseconds between a box and the latest one made before it; NaN without one. */
function pauseBefore({ madeAtMs }: BoxRow, index: number): number {
  const made = madeAtMs?.[index]
  if (made === undefined || madeAtMs === undefined) return Number.NaN
  let before = -Infinity
  for (const other of madeAtMs) if (other < made && other > before) before = other
  return before === -Infinity ? Number.NaN : made - before
}

function flatSeen(seen: readonly (readonly number[])[]): Pick<BoxVotes, "seenStart" | "seenBy"> {
  const seenStart = new Int32Array(seen.length + 1)
  seen.forEach((people, image) => {
    seenStart[image + 1] = idAt(seenStart, image) + people.length
  })
  return { seenStart, seenBy: Int32Array.from(seen.flat()) }
}

function compareDrawn(a: Drawn, b: Drawn): number {
  for (let k = 0; k < 4; k++) {
    const gap = (a.edges[k] ?? 0) - (b.edges[k] ?? 0)
    if (gap !== 0) return gap
  }
  return a.person - b.person || a.className - b.className || a.index - b.index
}

function flatBoxes(
  drawn: readonly Drawn[][],
): Omit<BoxVotes, "images" | "people" | "classes" | "remarks" | "seenStart" | "seenBy"> {
  const boxStart = new Int32Array(drawn.length + 1)
  drawn.forEach((boxes, image) => {
    boxes.sort(compareDrawn)
    boxStart[image + 1] = idAt(boxStart, image) + boxes.length
  })
  const all = drawn.flat()
  return {
    boxStart,
    boxPerson: Int32Array.from(all, (box) => box.person),
    boxClass: Int32Array.from(all, (box) => box.className),
    boxIndex: Int32Array.from(all, (box) => box.index),
    boxPause: Float64Array.from(all, (box) => box.pause),
    edges: Float64Array.from(all.flatMap((box) => box.edges)),
  }
}
