// needs: server, studio, chromium
import { loadavg } from "node:os"
import type { Effort } from "./effort/counts.ts"
import { openDocument } from "./effort/document.ts"
import { CVAT, LABEL_STUDIO } from "./effort/flows.ts"
import { type Played, playBoxes, playLines, playOutlines } from "./effort/play.ts"
import { boxScene, lineScene, outlineScene, SIZE } from "./effort/scenes.ts"
import { atTask, openStudio } from "./effort/studio.ts"

/**
 * What an hour's work costs a hand: `npm run bench -- effort`. Twenty boxes of five labels with three corrections and one step
 * back, ten outlines of twelve points, thirty lines of a receipt: played on the real page and read back, beside the
 * shortest flows that the documentation of CVAT and Label Studio names, counted over the same scenes. Keys, presses, way of the
 * pointer, of which beside the picture, and seconds of the keystroke-level model without thinking. Exit 1 when an answer differs
 * from the one meant, or when another tool needs fewer seconds.
 */
const studio = await openStudio()
let isShort = false

/** One session: what was played, and the same scene by the documented flows of the others. */
function tell(session: string, { effort, wrong }: Played, others: Readonly<Record<string, Effort>>): void {
  console.log(JSON.stringify({ session, tool: "Justesse", ...effort, wrong: wrong.length }))
  for (const line of wrong.slice(0, 5)) console.log(JSON.stringify({ session, wrong: line }))
  for (const [tool, other] of Object.entries(others)) console.log(JSON.stringify({ session, tool, ...other }))
  const isFewest = Object.values(others).every(({ seconds }) => seconds >= effort.seconds)
  if (wrong.length > 0 || effort.besidePx > 0 || !isFewest) isShort = true
}

const boxes = await atTask(studio, { slug: "boxes", shapes: ["box"] })
const boxesToDraw = boxScene()
tell("20 boxes", await playBoxes(boxes, boxesToDraw), {
  CVAT: CVAT.boxes(boxesToDraw, boxes.on),
  "Label Studio": LABEL_STUDIO.boxes(boxesToDraw, boxes.on),
})
const outlines = await atTask(studio, { slug: "outlines", shapes: ["box", "polygon"] })
const outlinesToDraw = outlineScene()
tell("10 outlines", await playOutlines(outlines, outlinesToDraw), {
  CVAT: CVAT.outlines(outlinesToDraw, outlines.on),
  "Label Studio": LABEL_STUDIO.outlines(outlinesToDraw, outlines.on),
})
const receipt = await openDocument(studio.browser, SIZE)
const lines = lineScene()
tell("30 lines", await playLines(receipt, lines), {
  CVAT: CVAT.lines(lines, boxes.on),
  "Label Studio": LABEL_STUDIO.lines(lines, boxes.on),
})
await receipt.close()
console.log(JSON.stringify({ name: "effort", ok: !isShort, load: Math.round(100 * (loadavg()[0] ?? 0)) / 100 }))
await studio.close()
if (isShort) process.exitCode = 1
