import { DEFAULT_MIX, type OwnLimits } from "@justesse/types/pace/limits"
import type { MyWork } from "@justesse/types/wire/work"
import { isSeriesOver, orderProjects } from "@justesse/work/limits/variety"

type MyProject = MyWork["projects"][number]

/** Whether work in a project can begin with one press: there is some, and nothing is to be read or said first. */
function canBegin({ card, available, accepted, asks }: MyProject): boolean {
  return card.state === "open" && card.roles.includes("annotator") && available > 0 && accepted && asks.length === 0
}

/**
 * The project that is offered for a change after so many tasks of `project` in one go, in the order in which somebody likes their
 * projects mixed; null: nothing is offered.
 */
export function findChange(
  projects: readonly MyProject[],
  limits: OwnLimits,
  { project, tasks, nowMs }: { readonly project: string; readonly tasks: number; readonly nowMs: number },
): MyProject | null {
  if (!isSeriesOver(limits, tasks)) return null
  const others = projects.filter((one) => one.card.project !== project && canBegin(one))
  return orderProjects(others, limits.mix ?? DEFAULT_MIX, nowMs)[0] ?? null
}
