import { bootstrapScores, boxSetOf, countImages, type Interval } from "@justesse/quality/boxes/index"
import { readBoxGold } from "../aggregate/boxFiles.ts"
import { columns, count, shown, some } from "../aggregate/figures.ts"
import type { InputFile } from "../aggregate/input.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"
import { Unusable } from "../arguments.ts"
import { done, type Outcome } from "../command.ts"

/** F1, mean IoU and panoptic quality of boxes over the pictures with gold, with image-bootstrap intervals. */
export function evaluateBoxes(gold: InputFile, predictions: InputFile, watch: Stopwatch): Outcome {
  const [right, given] = watch.during("read", () => [readBoxGold(gold), readBoxGold(predictions)])
  const images = right.map(({ image }) => image).sort()
  const known = new Set(images)
  const answered = given.filter(({ image }) => known.has(image))
  if (answered.length === 0)
    throw new Unusable(`${predictions.name} has no picture of ${gold.name}. Do both name pictures in the same way?`)
  const score = watch.during("call", () =>
    bootstrapScores(countImages(boxSetOf(images, answered), boxSetOf(images, right))),
  )
  const boxes = (list: readonly { readonly boxes: readonly unknown[] }[]) =>
    list.reduce((n, one) => n + one.boxes.length, 0)
  const missing = images.length - answered.length
  const row = (name: string, one: Interval | null) => [
    name,
    shown(one?.value),
    one ? `${shown(one.low)} to ${shown(one.high)}` : "–",
  ]
  const text = [
    `${some(images.length, "picture")} with gold, ${some(boxes(right), "box", "boxes")}; ${some(boxes(answered), "box", "boxes")} found`,
    ...(missing > 0 ? [`${count(missing)} pictures are not among the predictions and count as empty`] : []),
    ...(given.length > answered.length
      ? [`${count(given.length - answered.length)} pictures have no gold and were not counted`]
      : []),
    "",
    columns([
      ["", "value", "95 % interval"],
      row("F1 at IoU 0.5", score.f1At50),
      row("F1 at IoU 0.75", score.f1At75),
      row("mean IoU of matches", score.meanIou),
      row("panoptic quality", score.pq),
    ]),
  ]
  const json = {
    kind: "boxes",
    images: images.length,
    missing,
    withoutGold: given.length - answered.length,
    gold: boxes(right),
    predictions: boxes(answered),
    ...score,
    ...watch.figures(),
  }
  return done(json, text.join("\n"))
}
