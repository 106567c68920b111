import type { MatchedBy, Matching, Unmatched } from "@justesse/types/wire/quality"
import type { FoundTask } from "./find.ts"

/** Names shown of pictures that were not found, for each reason. */
const EXAMPLES = 5
const MOST_LABELS = 50
const LONGEST = 200

/** Writes down, while a file of predictions is read, how its pictures and labels were found and what was not. */
export class MatchingNotes {
  fromZero = false
  readonly #by = new Map<MatchedBy, number>()
  readonly #not = new Map<Unmatched, { pictures: number; examples: string[] }>()
  readonly #labels = new Map<string, number>()

  picture(name: string, task: FoundTask): void {
    if (task.assetId !== null) {
      this.#by.set(task.by, (this.#by.get(task.by) ?? 0) + 1)
      return
    }
    const not = this.#not.get(task.why) ?? { pictures: 0, examples: [] }
    this.#not.set(task.why, not)
    not.pictures++
    if (not.examples.length < EXAMPLES) not.examples.push(name.slice(0, LONGEST))
  }

  /** Boxes whose label the project does not have. */
  box(name: string, count = 1): void {
    const key = name.slice(0, LONGEST)
    if (this.#labels.has(key) || this.#labels.size < MOST_LABELS)
      this.#labels.set(key, (this.#labels.get(key) ?? 0) + count)
  }

  /** What was written down, the commonest first. */
  matching(): Matching {
    const by = [...this.#by].map(([key, pictures]) => ({ by: key, pictures }))
    const unmatched = [...this.#not].map(([why, not]) => ({ why, ...not }))
    const labels = [...this.#labels].map(([name, boxes]) => ({ name, boxes }))
    return {
      by: by.sort((a, b) => b.pictures - a.pictures),
      unmatched: unmatched.sort((a, b) => b.pictures - a.pictures),
      labels: labels.sort((a, b) => b.boxes - a.boxes),
      fromZero: this.fromZero,
    }
  }
}
