import type { Box, Point } from "@justesse/types"
import { type Effort, EffortCount } from "./counts.ts"
import type { BoxToDraw, LineToWrite, OutlineToDraw } from "./scenes.ts"

/** A tool by what its documentation says one does; each step is the shortest that it names. */
interface Flows {
  boxes(scene: readonly BoxToDraw[], on: Place): Effort
  lines(scene: readonly LineToWrite[], on: Place): Effort
  outlines(scene: readonly OutlineToDraw[], on: Place): Effort
}

/** Where the picture lies in the window, and where a point of it is. */
export interface Place {
  readonly picture: Box
  at(point: Point): Point
}

const ends = ({ x, y, width, height }: Box): [Point, Point] => [
  { x, y },
  { x: x + width, y: y + height },
]
/** A field of a panel to the right of the picture. */
const besidePicture = ({ picture }: Place): Point => ({ x: picture.x + picture.width + 150, y: picture.y + 200 })
const edgeOf = ({ box, off }: BoxToDraw): [Point, Point] => [
  { x: box.x + box.width + off, y: box.y + box.height / 2 },
  { x: box.x + box.width, y: box.y + box.height / 2 },
]

/**
 * CVAT: `N` draws the last shape again, two clicks a box; `Ctrl` and a digit is the label of the next one; `N` ends a polygon;
 * `Ctrl+S` saves and `F` goes on (docs.cvat.ai: shortcuts, shape mode, annotation with polygons). A text is an attribute, written in
 * the panel of the object.
 */
export const CVAT: Flows = {
  boxes(scene, on) {
    const count = new EffortCount(on.picture)
    let label = 0
    for (const one of scene) {
      if (one.label !== label) count.keys(2)
      label = one.label
      const [from, to] = ends({ ...one.box, width: one.box.width + one.off })
      count.keys(1).click(on.at(from)).click(on.at(to))
      const [edge, right] = edgeOf(one)
      if (one.off > 0) count.drag(on.at(edge), on.at(right))
    }
    const last = scene.at(-1)
    // One is taken back and drawn again.
    if (last)
      count
        .keys(3)
        .click(on.at(ends(last.box)[0]))
        .click(on.at(ends(last.box)[1]))
    return count.keys(3).effort
  },
  lines(scene, on) {
    const count = new EffortCount(on.picture)
    for (const { box, text } of scene) {
      const [from, to] = ends(box)
      count.keys(1).click(on.at(from)).click(on.at(to)).click(besidePicture(on)).keys(text.length)
    }
    return count.keys(3).effort
  },
  outlines(scene, on) {
    const count = new EffortCount(on.picture)
    let label = 0
    for (const one of scene) {
      if (one.label !== label) count.keys(2)
      label = one.label
      count.keys(1)
      for (const point of one.points) count.click(on.at(point))
      count.keys(1)
    }
    return count.keys(3).effort
  },
}

/**
 * Label Studio: a digit chooses the label of each region, which is let go after it was drawn; a box is a drag, a polygon ends at its
 * first point; what was drawn is clicked before it is changed or written (labelstud.io: labeling guide, hotkeys, OCR template);
 * `Ctrl+Enter` sends.
 */
export const LABEL_STUDIO: Flows = {
  boxes(scene, on) {
    const count = new EffortCount(on.picture)
    for (const one of scene) {
      const [from, to] = ends({ ...one.box, width: one.box.width + one.off })
      count.keys(1).drag(on.at(from), on.at(to))
      if (one.off === 0) continue
      const [edge, right] = edgeOf(one)
      const middle = { x: one.box.x + one.box.width / 2, y: one.box.y + one.box.height / 2 }
      count.click(on.at(middle)).drag(on.at(edge), on.at(right))
    }
    const last = scene.at(-1)
    if (last) count.keys(3).drag(on.at(ends(last.box)[0]), on.at(ends(last.box)[1]))
    return count.keys(2).effort
  },
  lines(scene, on) {
    const count = new EffortCount(on.picture)
    for (const { box, text } of scene) {
      const [from, to] = ends(box)
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
      count
        .keys(1)
        .drag(on.at(from), on.at(to))
        .click(on.at(middle))
        .click(besidePicture(on))
        .keys(text.length + 1)
    }
    return count.keys(2).effort
  },
  outlines(scene, on) {
    const count = new EffortCount(on.picture)
    for (const { points } of scene) {
      count.keys(1)
      for (const point of points) count.click(on.at(point))
      if (points[0]) count.click(on.at(points[0]))
    }
    return count.keys(2).effort
  },
}
