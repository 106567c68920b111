import { boxToScreen } from "@justesse/editor"
import type { AssignmentId, Box } from "@justesse/types"
import { createStore } from "zustand/vanilla"
import type { CanvasEngine } from "../../canvas/engine.ts"
import { mediaSign, mediaSnapshot } from "../../media/hand.ts"
import type { TaskIconName } from "../../parts/icons.tsx"

/** What was answered a moment ago: a small picture of what it was about, and the answer in words. */
interface LastAnswer {
  readonly assignment: AssignmentId
  /** A data address; empty where no picture was there. */
  readonly picture: string
  /** The icon shown where there is no picture. */
  readonly sign: TaskIconName
  readonly answer: string
}

const SHOWN = 4
/** Of a small picture, in pixels. */
export const SIZE = { width: 152, height: 96 }

/** The last ones of this visit, the latest at the end. */
export const lastAnswers = createStore<readonly LastAnswer[]>(() => [])

/** Remembers an answer that goes out now; one that is sent again takes the place of what it was. `about`: what of the picture it is about. */
export function rememberAnswer(
  assignment: AssignmentId,
  engine: CanvasEngine,
  answer: string,
  about: Box | null = null,
): void {
  const sign = mediaSign()
  rememberSeen(assignment, sign ? mediaSnapshot(SIZE) : smallPicture(engine, about), answer, sign ?? "picture")
}

/** The same with a small picture of what was seen, as a data address; empty where nothing was. */
export function rememberSeen(assignment: AssignmentId, picture: string, answer: string, sign: TaskIconName): void {
  const before = lastAnswers.getState().filter((one) => one.assignment !== assignment)
  lastAnswers.setState([...before, { assignment, picture, answer, sign }].slice(-SHOWN), true)
}

/** The picture, or what it is about with half of its size around it, small. */
function smallPicture(engine: CanvasEngine, about: Box | null): string {
  const layer = engine.painter.layers?.image
  const image = layer?.element
  if (!image || image.width === 0) return ""
  const canvas = document.createElement("canvas")
  Object.assign(canvas, SIZE)
  const seen = { x: 0, y: 0, width: image.width, height: image.height }
  const part = about ? around(boxToScreen(engine.view, about), image.width / engine.screen.width) : seen
  const scale = Math.min(part.width / SIZE.width, part.height / SIZE.height)
  const [width, height] = [SIZE.width * scale, SIZE.height * scale]
  const [x, y] = [part.x + (part.width - width) / 2, part.y + (part.height - height) / 2]
  canvas.getContext("2d")?.drawImage(image, x, y, width, height, 0, 0, SIZE.width, SIZE.height)
  return canvas.toDataURL("image/jpeg", 0.7)
}

/** A box on the screen in pixels of its canvas, as wide as the small picture, with half of its size around it. */
function around({ x, y, width, height }: Box, ratio: number): Box {
  const wide = 2 * Math.max(width, (height * SIZE.width) / SIZE.height)
  const high = (wide * SIZE.height) / SIZE.width
  const [left, top] = [x + width / 2 - wide / 2, y + height / 2 - high / 2]
  return { x: left * ratio, y: top * ratio, width: wide * ratio, height: high * ratio }
}
