import type { Region, ResolveRule } from "@justesse/types"
import { textDistance } from "../agreement/text.ts"
import { textKey } from "../consensus/likeness.ts"
import { matchRegions } from "../matching/matchRegions.ts"
import type { ProjectInput, ProjectTask } from "./input.ts"
import { addRatio, NO_RATIO, type RatioSum, ratioOf } from "./ratio.ts"

/** IoU from which two boxes are the same thing in the figures, whatever the project's own rule. */
export const SAME_THING = 0.5

/** How far two answers coincide: boxes of both (each side counted), and by label. */
interface PairCounts {
  right: number
  all: number
  edits: number
  characters: number
  readonly labels: Map<string, { right: number; all: number }>
}

/** Agreement of people about one project, as sums. */
interface PairSums {
  readonly agreement: RatioSum
  readonly byLabel: ReadonlyMap<string, RatioSum>
  readonly byPerson: ReadonlyMap<string, RatioSum>
  /** Pictures that each person answered and somebody else too. */
  readonly itemsOf: ReadonlyMap<string, number>
  /** Edits over the mean length of matched texts. */
  readonly cer: RatioSum
  /** By the moment at which the second answer came. */
  readonly byTask: readonly { readonly atMs: number; readonly sum: RatioSum }[]
}

/**
 * Agreement over all pairs of people who answered the same picture: a box of one person counts as agreed when the other
 * has one with the same label at IoU >= 0.5 (where texts are asked for: and the same text under the rule), matched one to one. Both
 * sides' boxes are counted; two answers "nothing here" agree on one thing. Each picture counts once, however many pairs.
 */
export function pairSums({
  readsText,
  settle: rule,
  tasks,
}: Pick<ProjectInput, "readsText" | "settle" | "tasks">): PairSums {
  const byLabel = new Map<string, RatioSum>()
  const byPerson = new Map<string, RatioSum>()
  const itemsOf = new Map<string, number>()
  const byTask: { atMs: number; sum: RatioSum }[] = []
  let agreement = NO_RATIO
  let cer = NO_RATIO
  for (const task of tasks) {
    if (task.answers.length < 2) continue
    const { whole, people } = countTask(task, readsText ? rule : null)
    const pairs = (task.answers.length * (task.answers.length - 1)) / 2
    const sum = ratioOf(whole.right / pairs, whole.all / pairs)
    agreement = addRatio(agreement, sum)
    byTask.push({ atMs: secondAt(task), sum })
    if (whole.characters > 0) cer = addRatio(cer, ratioOf(whole.edits / pairs, whole.characters / pairs))
    for (const [label, counts] of whole.labels) {
      byLabel.set(label, addRatio(byLabel.get(label) ?? NO_RATIO, ratioOf(counts.right / pairs, counts.all / pairs)))
    }
    for (const [person, counts] of people) {
      const own = ratioOf(counts.right / (task.answers.length - 1), counts.all / (task.answers.length - 1))
      byPerson.set(person, addRatio(byPerson.get(person) ?? NO_RATIO, own))
      itemsOf.set(person, (itemsOf.get(person) ?? 0) + 1)
    }
  }
  return { agreement, byLabel, byPerson, itemsOf, cer, byTask }
}

function countTask({ answers }: ProjectTask, texts: ResolveRule | null) {
  const whole: PairCounts = { right: 0, all: 0, edits: 0, characters: 0, labels: new Map() }
  const people = new Map<string, { right: number; all: number }>()
  answers.forEach((first, i) => {
    for (const second of answers.slice(i + 1)) {
      const before = { right: whole.right, all: whole.all }
      countPair(first.regions, second.regions, texts, whole)
      for (const { person } of [first, second]) {
        const own = people.get(person) ?? { right: 0, all: 0 }
        people.set(person, { right: own.right + whole.right - before.right, all: own.all + whole.all - before.all })
      }
    }
  })
  return { whole, people }
}

function countPair(first: readonly Region[], second: readonly Region[], texts: ResolveRule | null, into: PairCounts) {
  if (first.length === 0 && second.length === 0) {
    into.right += 1
    into.all += 1
    return
  }
  for (const { label } of [...first, ...second]) labelOf(into, label).all++
  into.all += first.length + second.length
  for (const match of matchRegions(first, second, SAME_THING)) {
    const [mine, theirs] = [first[match.a], second[match.b]]
    if (!mine || !theirs) continue
    addText(mine, theirs, into)
    if (mine.label !== theirs.label) continue
    if (texts && textKey(mine, texts) !== textKey(theirs, texts)) continue
    into.right += 2
    labelOf(into, mine.label).right += 2
  }
}

function labelOf(into: PairCounts, label: string) {
  const known = into.labels.get(label)
  if (known) return known
  const fresh = { right: 0, all: 0 }
  into.labels.set(label, fresh)
  return fresh
}

function addText(mine: Region, theirs: Region, into: PairCounts): void {
  const [a, b] = [mine.transcript?.value ?? "", theirs.transcript?.value ?? ""]
  if (a === "" && b === "") return
  const { edits, characters } = textDistance(a, b)
  into.edits += edits
  into.characters += characters
}

function secondAt({ answers }: ProjectTask): number {
  return [...answers.map((answer) => answer.atMs)].sort((a, b) => a - b)[1] ?? 0
}
