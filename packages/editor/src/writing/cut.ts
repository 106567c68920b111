import {
  type Box,
  boundsOf,
  boxOf,
  boxShape,
  type Point,
  type Region,
  type RegionId,
  type Shape,
  type Transcript,
} from "@justesse/types"
import { deleteRegions } from "../changes.ts"
import { asRegion, type Change, type EditorDocument } from "../document.ts"
import { joinedText, textPart } from "./parts.ts"

/** A line shorter than this share of its box is none: nothing could be written in it. */
const LEAST_SHARE = 0.05

/** True for a line that is written from top to bottom: so it is said, or it is more than twice as high as wide and holds several letters. */
export function runsDown({ geometry, transcript }: Pick<Region, "geometry" | "transcript">): boolean {
  if (transcript?.direction) return transcript.direction === "ttb"
  const { width, height } = "rotation" in geometry ? geometry : boxOf({ geometry })
  return height > 2 * width && (transcript?.value.length ?? 0) > 1
}

/**
 * A line made two at the letter before which the caret stands: the text is cut there, without the blanks around, and the place at the same
 * share of the line, along the way it runs; at a line break between the rows above and below it. Marks, language and label go to both.
 * Null where one of the two would have no text.
 */
export function splitLine(document: EditorDocument, id: RegionId, caret: number, newId: RegionId): Change | null {
  const before = document.regions.get(id)
  const text = before?.transcript
  if (!before || !text) return null
  const [head, tail] = [text.value.slice(0, caret).trimEnd(), text.value.slice(caret).trimStart()]
  if (head === "" || tail === "") return null
  const isBreak = /\n/.test(text.value.slice(head.length, text.value.length - tail.length))
  const rows = (part: string) => part.split("\n").length
  const share = isBreak ? rows(head) / (rows(head) + rows(tail)) : caret / text.value.length
  const inside = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share))
  const isDown = isBreak !== runsDown(before)
  const isBack = !isDown && isRightToLeft(text)
  const [first, second] = cutShape(before.geometry, isBack ? 1 - inside : inside, isDown)
  const region = asRegion(before)
  const at = document.order.indexOf(id)
  const [one, two] = isBack ? [second, first] : [first, second]
  const edits = [
    { id, before, after: { ...region, geometry: one, transcript: textPart(text, 0, head.length) }, at },
    {
      ...{ id: newId, before: null, at: at + 1 },
      after: {
        ...region,
        id: newId,
        geometry: two,
        transcript: textPart(text, text.value.length - tail.length, text.value.length),
      },
    },
  ]
  return { label: { key: "change.split" }, edits }
}

/** A line and the one after it made one: texts with a blank between, in the box around both; the label is the first's. Null for the last. */
export function joinLine(document: EditorDocument, id: RegionId): Change | null {
  const before = document.regions.get(id)
  const next = document.regions.get(document.order[document.order.indexOf(id) + 1] ?? id)
  if (!before || !next || next === before) return null
  const around = boundsOf([before, next].flatMap((one) => cornersOf(boxOf(one))))
  if (!around) return null
  const transcript = joinedText(before.transcript, next.transcript)
  const after = { ...asRegion(before), geometry: boxShape(around), ...(transcript && { transcript }) }
  const gone = deleteRegions(document, [next.id])?.edits ?? []
  return { label: { key: "change.join" }, edits: [...gone, { id, before, after, at: document.order.indexOf(id) }] }
}

const cornersOf = ({ x, y, width, height }: Box): Point[] => [
  { x, y },
  { x: x + width, y: y + height },
]

/** A shape in two along its own sides where it is rotated, else the box around it. */
function cutShape(shape: Shape, share: number, isDown: boolean): [Shape, Shape] {
  const whole = "rotation" in shape ? shape : boxOf({ geometry: shape })
  const { x, y, width, height } = whole
  const [w, h] = isDown ? [width, height * share] : [width * share, height]
  const boxes: [Box, Box] = [
    { x, y, width: w, height: h },
    isDown ? { x, y: y + h, width, height: height - h } : { x: x + w, y, width: width - w, height },
  ]
  if (!("rotation" in shape)) return [boxShape(boxes[0]), boxShape(boxes[1])]
  const middle = { x: x + width / 2, y: y + height / 2 }
  return [rotatedAbout(boxes[0], middle, shape), rotatedAbout(boxes[1], middle, shape)]
}

/** A part of a rotated box: its middle goes around that of the whole. */
function rotatedAbout(
  { x, y, width, height }: Box,
  middle: Point,
  { rotation, ...rest }: Extract<Shape, { readonly rotation: number }>,
): Shape {
  const angle = (rotation * Math.PI) / 180
  const [dx, dy] = [x + width / 2 - middle.x, y + height / 2 - middle.y]
  const at = {
    x: middle.x + dx * Math.cos(angle) - dy * Math.sin(angle),
    y: middle.y + dx * Math.sin(angle) + dy * Math.cos(angle),
  }
  return { ...rest, rotation, x: at.x - width / 2, y: at.y - height / 2, width, height }
}

const RIGHT_TO_LEFT = /^(ar|fa|he|ur|yi|ps|sd|ckb|dv|syr)\b/
const RIGHT_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/
const LETTER = /\p{L}/u

/** Whether a text runs from the right: as somebody said, else as its language does, else by its first letter. */
export function isRightToLeft({ value, language, direction }: Transcript): boolean {
  if (direction) return direction === "rtl"
  if (language) return RIGHT_TO_LEFT.test(language)
  return RIGHT_LETTER.test(LETTER.exec(value)?.[0] ?? "")
}
