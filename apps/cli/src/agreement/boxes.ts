import { boxAgreement, type PictureAnswers } from "@justesse/quality/agreement/figures"
import { type BoxRow, oneAnswerEach } from "@justesse/quality/boxes/index"
import { Region } from "@justesse/types"
import { readBoxAnswers } from "../aggregate/boxFiles.ts"
import { columns, count, shown, some } from "../aggregate/figures.ts"
import { readShapeAnswers } from "../aggregate/outlineFiles.ts"
import { done, type Outcome } from "../command.ts"
import { alphaLines } from "./alpha.ts"
import type { Asked } from "./asked.ts"

/** Boxes of one answer as regions, which agreement on boxes compares; labels get ids, since a file may name them anyhow. */
function regionsOf({ boxes, classes }: BoxRow, idOf: (label: string) => string): Region[] {
  return boxes.flatMap(([x, y, width, height], i) => {
    const region = Region.safeParse({
      ...{ id: `r${i}`, geometry: { type: "box", x, y, width, height }, label: idOf(classes?.[i] ?? "") },
    })
    return region.success ? [region.data] : []
  })
}

/** Agreement on boxes and their labels. */
export function onBoxes({ file, watch }: Asked): Outcome {
  const { answers: rows, repeats } = watch.during("read", () => oneAnswerEach(readBoxAnswers(file).rows))
  const names = [...new Set(rows.flatMap(({ boxes, classes }) => boxes.map((_, i) => classes?.[i] ?? "")))].sort()
  const idOf = (label: string) => `l${names.indexOf(label)}`
  const answers = new Map<string, { person: string; regions: Region[] }[]>()
  let withoutArea = 0
  for (const row of rows) {
    const list = answers.get(row.image) ?? []
    const regions = regionsOf(row, idOf)
    withoutArea += row.boxes.length - regions.length
    list.push({ person: row.person, regions })
    answers.set(row.image, list)
  }
  const pictures = Array.from(answers, ([picture, list]) => ({ picture, answers: list }))
  return outcomeOf(pictures, { names, what: ["box", "boxes"], repeats: repeats.length, withoutArea }, watch)
}

/** The same of outlines, which overlap by what lies inside their lines. */
export function onOutlines({ file, watch }: Asked): Outcome {
  const answers = new Map<string, { person: string; regions: Region[] }[]>()
  for (const { image, person, shapes } of watch.during("read", () => readShapeAnswers(file))) {
    const regions = shapes.map((geometry, i) => Region.parse({ id: `r${i}`, geometry, label: "l0" }))
    answers.set(image, [...(answers.get(image) ?? []), { person, regions }])
  }
  const pictures = Array.from(answers, ([picture, list]) => ({ picture, answers: list }))
  return outcomeOf(pictures, { names: ["shape"], what: ["shape", "shapes"], repeats: 0, withoutArea: 0 }, watch)
}

interface About {
  /** Labels by their number. */
  readonly names: readonly string[]
  readonly what: readonly [one: string, many: string]
  readonly repeats: number
  readonly withoutArea: number
}

function outcomeOf(
  pictures: readonly PictureAnswers[],
  { names, what: [one, many], repeats, withoutArea }: About,
  watch: Asked["watch"],
): Outcome {
  const figures = watch.during("call", () => boxAgreement(pictures))
  const categories = figures.categories.map(({ label, ...rest }) => ({
    ...rest,
    label: label === null ? null : names[Number(label.slice(1))] || one,
  }))
  const text = [
    ...alphaLines(figures.alpha, "nominal, an object that somebody left out counts as “absent”").map((line) =>
      line.replace("tasks with", "things and empty pictures with"),
    ),
    `F1 of two people at IoU 0.5  ${shown(figures.f1At50)}   at 0.75  ${shown(figures.f1At75)}`,
    `mean IoU of matched ${many}  ${shown(figures.meanIou)}   panoptic quality  ${shown(figures.panopticQuality)}`,
    `from ${some(pictures.length, "picture")}, ${count(figures.pairs)} pairs of people`,
    ...(repeats > 0
      ? [
          `${some(repeats, "answer")} not counted: the same person on the same picture again (the latest by "timestamp" counts, and the fuller one without it)`,
        ]
      : []),
    ...(withoutArea > 0 ? [`left out, without area: ${some(withoutArea, one, many)}`] : []),
    "",
    columns([
      ["by label", "answers", "said again", "alpha"],
      ...categories.map(({ label, values, specific, alpha }) => [
        label ?? "(absent)",
        count(values),
        shown(specific),
        shown(alpha),
      ]),
    ]),
  ]
  return done(
    { level: "nominal", ...figures, categories, leftOut: repeats, withoutArea, ...watch.figures() },
    text.join("\n"),
    figures.alpha.value === null ? 1 : 0,
  )
}
