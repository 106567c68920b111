import type { ProjectTask } from "../project/input.ts"
import { addRatio, NO_RATIO, ratioOf, type ShareFigure, shareOf } from "../project/ratio.ts"

/** How often people gave one reason for their opinions, and what they thought of what they gave it for. */
export interface TagFigure {
  readonly tag: string
  /** Share of the opinions that it was given with. */
  readonly given: ShareFigure
  /** Mean of the grades that it was given with; null where grades are no numbers. */
  readonly grade: number | null
}

/**
 * Reasons by their ids, those that were given most often first. Words of people's own are nobody's tag: they stay with the answers.
 */
export function tagFigures(tasks: readonly ProjectTask[]): readonly TagFigure[] {
  const figures = [...new Set(tasks.flatMap(tagsIn))].flatMap((tag) => {
    let sum = NO_RATIO
    const grades: number[] = []
    for (const { answers } of tasks) {
      const said = answers.flatMap(({ regions }) => regions.slice(0, 1))
      const given = said.filter(({ value }) => Array.isArray(value) && value.includes(tag))
      sum = addRatio(sum, ratioOf(given.length, said.length))
      grades.push(...given.map(({ label }) => Number(label)))
    }
    const share = sum.right === 0 ? null : shareOf(sum)
    if (!share) return []
    const isNumbers = grades.every(Number.isFinite)
    return [{ tag, given: share, grade: isNumbers ? grades.reduce((a, b) => a + b, 0) / grades.length : null }]
  })
  return figures.sort((a, b) => b.given.mean - a.given.mean || (a.tag < b.tag ? -1 : 1))
}

function tagsIn({ answers }: ProjectTask): string[] {
  return answers.flatMap(({ regions }) => regions.flatMap(({ value }) => (Array.isArray(value) ? value : [])))
}
