import type { ShapeRow } from "@justesse/quality/shapes/crowd"
import { Shape } from "@justesse/types"
import { type Fields, nameOf, objectsOf } from "./boxFiles.ts"
import { type InputFile, wrongLine } from "./input.ts"

const FORM = '{"image": …, "annotator": …, "shapes": [{"type": …, "rings": [[[x,y], …]]}, …]}'

/**
 * Reads JSON lines of answers: `{"image","annotator","shapes":[…]}`, each shape with its `type` and `rings`, `points`, or `x`, `y`, `width`,
 * `height` and, rotated, `rotationDeg`; points as `[x,y]` or `{"x","y"}`. An empty list is an answer.
 */
export function readShapeAnswers(file: InputFile): ShapeRow[] {
  const lineOf = new Map<string, number>()
  const rows: ShapeRow[] = []
  for (const { line, fields } of objectsOf(file, FORM)) {
    const image = nameOf(file, line, fields, ["image"])
    const person = nameOf(file, line, fields, ["annotator", "worker", "person"])
    const key = JSON.stringify([image, person])
    const before = lineOf.get(key)
    if (before !== undefined)
      throw wrongLine(
        file,
        line,
        `${person} answered ${image} on line ${before} already`,
        "Leave one line for each picture and annotator",
      )
    lineOf.set(key, line)
    rows.push({ image, person, shapes: shapesOf(file, line, fields) })
  }
  if (rows.length === 0)
    throw wrongLine(file, 1, "there are no answers", "Write one line for each picture and annotator")
  return rows
}

function shapesOf(file: InputFile, line: number, { shapes }: Fields): Shape[] {
  if (!Array.isArray(shapes))
    throw wrongLine(file, line, '"shapes" is missing', 'Write "shapes": […]; an empty list says that nothing is there')
  return shapes.map((shape: unknown, index) => {
    const parsed = Shape.safeParse(fromFile(shape))
    if (!parsed.success)
      throw wrongLine(file, line, `shape ${index + 1} is none that is known`, `Write ${FORM}, with pixels`)
    return parsed.data
  })
}

/** A shape as files have it, in the words of the studio. */
function fromFile(shape: unknown): unknown {
  if (typeof shape !== "object" || shape === null) return shape
  const { rotationDeg, ...rest } = shape as Fields // an object, as just seen
  return withPoints(rotationDeg === undefined ? rest : { ...rest, rotation: rotationDeg })
}

/** Every list of two numbers as a point. */
function withPoints(value: unknown): unknown {
  if (Array.isArray(value)) {
    const [x, y, ...more]: unknown[] = value
    const isPoint = typeof x === "number" && typeof y === "number" && more.length === 0
    return isPoint ? { x, y } : value.map(withPoints)
  }
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withPoints(one)]))
}

/** A shape as files have it: points as `[x,y]`, at most three decimals. */
export function toFile(shape: Shape): object {
  const { rotation, ...rest } = { rotation: undefined, ...shape }
  const plain = withPairs(rest)
  return rotation === undefined ? { ...plain } : { ...plain, rotationDeg: rounded(rotation) }
}

function withPairs(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pairOf(one)]))
}

function pairOf(value: unknown): unknown {
  if (typeof value === "number") return rounded(value)
  if (Array.isArray(value)) return value.map(pairOf)
  if (typeof value !== "object" || value === null) return value
  const { x, y } = value as Fields // an object, as just seen
  return typeof x === "number" && typeof y === "number" ? [rounded(x), rounded(y)] : value
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
