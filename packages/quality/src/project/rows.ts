import { boxOf } from "@justesse/types"
import type { BoxRow, ImageSize } from "../boxes/votes.ts"
import { compareText } from "../consensus/order.ts"
import { fourOf } from "../geometry/iou.ts"
import type { ProjectAnswer, ProjectTask } from "./input.ts"

/** Tasks by name, answers by person, one answer a person (the latest): the same whatever the order of the rows. */
export function inOrder(tasks: readonly ProjectTask[]): ProjectTask[] {
  return [...tasks]
    .sort((a, b) => compareText(a.task, b.task))
    .map((task) => ({ ...task, answers: latestOfEach(task.answers) }))
}

function latestOfEach(answers: readonly ProjectAnswer[]): ProjectAnswer[] {
  const sorted = [...answers].sort((a, b) => compareText(a.person, b.person) || b.atMs - a.atMs)
  return sorted.filter((answer, i) => sorted[i - 1]?.person !== answer.person)
}

/** The box rows of one picture; places in them are positions of the regions in each answer. */
export function boxRowsOf(task: string, answers: readonly Pick<ProjectAnswer, "person" | "regions">[]): BoxRow[] {
  return answers.map(({ person, regions }) => ({
    image: task,
    person,
    boxes: regions.map((region) => fourOf(boxOf(region))),
    classes: regions.map(({ label }) => label),
  }))
}

/** Sizes of the pictures that have one. */
export function sizesOf(tasks: readonly Pick<ProjectTask, "task" | "size">[]): Map<string, ImageSize> {
  return new Map(tasks.flatMap(({ task, size }) => (size ? [[task, [size.width, size.height] as const] as const] : [])))
}
