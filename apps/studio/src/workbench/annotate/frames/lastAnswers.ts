import type { AssignmentId } from "@justesse/types"
import { createStore } from "zustand/vanilla"
import type { CanvasEngine } from "../../canvas/engine.ts"

/** What was answered a moment ago: a small picture of what it was about, and the answer in words. */
interface LastAnswer {
  readonly assignment: AssignmentId
  /** A data address; empty where no picture was there. */
  readonly picture: string
  readonly answer: string
}

const SHOWN = 4
const SIZE = { width: 152, height: 96 }

/** The last ones of this visit, the latest at the end. */
export const lastAnswers = createStore<readonly LastAnswer[]>(() => [])

/** Remembers an answer that goes out now; one that is sent again takes the place of what it was. */
export function rememberAnswer(assignment: AssignmentId, engine: CanvasEngine, answer: string): void {
  const before = lastAnswers.getState().filter((one) => one.assignment !== assignment)
  lastAnswers.setState([...before, { assignment, picture: smallPicture(engine), answer }].slice(-SHOWN), true)
}

/** The picture as it is seen now, small. */
function smallPicture(engine: CanvasEngine): string {
  const image = engine.painter.layers?.image.element
  if (!image || image.width === 0) return ""
  const canvas = document.createElement("canvas")
  Object.assign(canvas, SIZE)
  const scale = Math.min(image.width / SIZE.width, image.height / SIZE.height)
  const [width, height] = [SIZE.width * scale, SIZE.height * scale]
  const [x, y] = [(image.width - width) / 2, (image.height - height) / 2]
  canvas.getContext("2d")?.drawImage(image, x, y, width, height, 0, 0, SIZE.width, SIZE.height)
  return canvas.toDataURL("image/jpeg", 0.7)
}
