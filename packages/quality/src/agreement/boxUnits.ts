import type { Region } from "@justesse/types"
import { compareText } from "../consensus/order.ts"
import { clusterRegions } from "../matching/clusters.ts"
import { type Alpha, krippendorffAlpha } from "./alpha.ts"
import { addCounts, type BoxCounts, countBoxes, f1, meanIou } from "./boxes.ts"
import { type CategoryAgreement, categoryAgreement } from "./parts.ts"
import type { UnitTable } from "./units.ts"

/** One picture with every answer to it; an answer without regions says that nothing is there. */
export interface PictureAnswers {
  readonly picture: string
  readonly answers: readonly { readonly person: string; readonly regions: readonly Region[] }[]
}

/** Agreement on boxes over all pictures together; each figure null where nothing could be compared. */
interface BoxAgreement {
  /** Mean IoU of the boxes of two people that match one to one at 0.5, in [0.5, 1]. */
  readonly meanIou: number | null
  /** F1 of two people at IoU 0.5 and 0.75, whatever the labels. */
  readonly f1At50: number | null
  readonly f1At75: number | null
  /** Panoptic quality of two people in [0, 1]: twice the IoU of matches (0.5, same label) over all boxes of both. */
  readonly panopticQuality: number | null
  /** Nominal alpha: units are things, values are labels or "absent"; the interval is drawn over pictures. */
  readonly alpha: Alpha
  /** Agreement on each label; "absent" has the label null. */
  readonly categories: readonly (Omit<CategoryAgreement, "category"> & { readonly label: string | null })[]
  /** Pairs of people compared, over all pictures. */
  readonly pairs: number
}

/** IoU from which boxes are the same thing in the figures, as in COCO and the panoptic measure. */
const SAME_THING = 0.5
const CLOSE = 0.75

/**
 * Agreement on boxes, pooled over pictures and never averaged picture by picture: things are clusters of boxes with at most
 * one of each person (gate `minIou`); everybody who answered the picture gave each thing a label or left it out
 * ("absent"). A picture where everybody said "nothing here" is one unit on which they agree.
 *
 * @see Kirillov et al. 2019, "Panoptic Segmentation", for panoptic quality.
 */
export function boxAgreement(
  pictures: readonly PictureAnswers[],
  options: { readonly minIou?: number; readonly resamples?: number; readonly seed?: number } = {},
): BoxAgreement {
  const { minIou = SAME_THING, ...drawing } = options
  const sorted = [...pictures].sort((a, b) => compareText(a.picture, b.picture))
  const at50 = addCounts(sorted.flatMap((picture) => pairCounts(picture, SAME_THING, "any")))
  const at75 = addCounts(sorted.flatMap((picture) => pairCounts(picture, CLOSE, "any")))
  const labelled = sorted.flatMap((picture) => pairCounts(picture, SAME_THING, "same"))
  const { table, groups } = thingTable(sorted, minIou)
  const none = labelled.length === 0
  return {
    meanIou: meanIou(at50),
    f1At50: none ? null : f1(at50),
    f1At75: none ? null : f1(at75),
    panopticQuality: none ? null : panopticQuality(addCounts(labelled)),
    alpha: krippendorffAlpha(table, { ...drawing, groups }),
    categories: categoryAgreement(table).map(({ category, ...rest }, c) => ({
      ...rest,
      label: c === 0 ? null : category,
    })),
    pairs: labelled.length,
  }
}

/** Panoptic quality of two sides: F1 times the mean IoU of the matches; 1 when both sides are empty. */
export function panopticQuality(counts: BoxCounts): number {
  const all = counts.first + counts.second
  return all === 0 ? 1 : Math.min(1, (2 * counts.iouSum) / all)
}

function pairCounts(picture: PictureAnswers, minIou: number, labels: "same" | "any"): BoxCounts[] {
  const answers = inOrder(picture)
  return answers.flatMap((first, i) =>
    answers.slice(i + 1).map((second) => countBoxes(first.regions, second.regions, minIou, labels)),
  )
}

function inOrder(picture: PictureAnswers) {
  return [...picture.answers].sort((a, b) => compareText(a.person, b.person))
}

/** Category 0 is "absent"; the labels follow in code-unit order. */
function thingTable(pictures: readonly PictureAnswers[], minIou: number): { table: UnitTable; groups: Int32Array } {
  const labels = new Set<string>()
  const people = new Set<string>()
  for (const { answers } of pictures) {
    for (const { person, regions } of answers) {
      people.add(person)
      for (const region of regions) labels.add(region.label)
    }
  }
  const categories = ["", ...[...labels].sort(compareText)]
  const names = [...people].sort(compareText)
  const categoryOf = new Map(categories.map((label, c) => [label, c]))
  const personOf = new Map(names.map((name, p) => [name, p]))
  const rows = { tasks: new Array<string>(), start: [0], person: new Array<number>(), value: new Array<number>() }
  const groups: number[] = []
  pictures.forEach((picture, group) => {
    const answers = inOrder(picture)
    for (const values of thingsOf(answers, minIou, categoryOf)) {
      rows.tasks.push(`${picture.picture} ${rows.tasks.length}`)
      values.forEach((value, i) => {
        rows.person.push(personOf.get(answers[i]?.person ?? "") ?? 0)
        rows.value.push(value)
      })
      rows.start.push(rows.value.length)
      groups.push(group)
    }
  })
  const table: UnitTable = {
    level: "nominal",
    tasks: rows.tasks,
    people: names,
    categories,
    numbers: new Float64Array(categories.length).fill(Number.NaN),
    start: Int32Array.from(rows.start),
    person: Int32Array.from(rows.person),
    value: Int32Array.from(rows.value),
    leftOut: 0,
  }
  return { table, groups: Int32Array.from(groups) }
}

/** For each thing in a picture the category that each answer gave it. */
function thingsOf(
  answers: PictureAnswers["answers"],
  minIou: number,
  categoryOf: ReadonlyMap<string, number>,
): number[][] {
  const clusters = clusterRegions(
    answers.map((answer) => answer.regions),
    minIou,
  )
  if (clusters.length === 0) return [answers.map(() => 0)]
  return clusters.map((cluster) => {
    const values = answers.map(() => 0)
    for (const { person, region } of cluster) values[person] = categoryOf.get(region.label) ?? 0
    return values
  })
}
