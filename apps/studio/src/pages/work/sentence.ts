import { DEFAULT_MIX } from "@justesse/types/pace/limits"
import { orderProjects } from "@justesse/work/limits/variety"
import type { Values } from "../../i18n/useT.ts"
import type { Format } from "../../locale/useFormat.ts"
import type { Mine } from "./mine.ts"

type MyProject = Mine["projects"][number]

/** The project in which something is begun and kept for me: where I worked last. */
export function begun(mine: Mine): MyProject | undefined {
  return lastWorked(mine.projects.filter((one) => one.inHand > 0))
}

/** The project to begin in when nothing is begun: the first, in the order that I like, that has some work and asks nothing before. */
export function toBegin(mine: Mine, nowMs: number): MyProject | undefined {
  return inOrder(mine, nowMs).find((one) => one.available > 0 && one.accepted)
}

/** Projects in which there is something for me, in the order in which I like them mixed. */
export function inOrder(mine: Mine, nowMs: number): MyProject[] {
  return orderProjects(withWork(mine), mine.pace.limits.mix ?? DEFAULT_MIX, nowMs)
}

function lastWorked(projects: readonly MyProject[]): MyProject | undefined {
  return [...projects].sort((a, b) => (b.lastWorkedAtMs ?? 0) - (a.lastWorkedAtMs ?? 0))[0]
}

/** Projects in which there is something for me to begin, or conditions to read first. */
function withWork(mine: Mine): MyProject[] {
  return mine.projects.filter((one) => one.card.state === "open" && one.card.roles.includes("annotator"))
}

/** Time for all that is there; nothing while one of the projects is not measured yet, for a part is no sum. */
function timeLeft(mine: Mine, format: Format): string {
  const waiting = withWork(mine).filter((one) => one.available > 0)
  if (waiting.some((one) => one.hoursLeft === null)) return ""
  const hours = waiting.reduce((sum, one) => sum + (one.hoursLeft ?? 0), 0)
  return hours > 0 ? format.duration(hours * 3600) : ""
}

/** The first sentence: what waits, in one number. */
export function sentenceOf(mine: Mine, format: Format): { readonly key: string; readonly values: Values } {
  if (mine.sentBack.length > 0) return { key: "lead.sentBack", values: { count: mine.sentBack.length } }
  const own = begun(mine)
  const available = withWork(mine).reduce((sum, one) => sum + one.available, 0)
  const left = timeLeft(mine, format)
  if (own) {
    const until = own.inHandUntilMs === null ? "" : `${format.day(own.inHandUntilMs)} ${format.time(own.inHandUntilMs)}`
    const values = { count: own.inHand, until, left, available: format.number(available) }
    return { key: available === 0 ? "lead.begunAlone" : left === "" ? "lead.begunPlain" : "lead.begun", values }
  }
  const reviews = mine.projects.reduce((sum, one) => sum + one.reviewWaiting, 0)
  if (available > 0) {
    const [first, ...others] = withWork(mine).filter((one) => one.available > 0)
    const key = left === "" ? "lead.availablePlain" : "lead.available"
    const values = { count: available, left, name: first?.card.name ?? "" }
    return { key: others.length > 0 ? `${key}In` : key, values }
  }
  if (reviews > 0) return { key: "lead.reviews", values: { count: reviews } }
  if (mine.projects.length === 0) return { key: "lead.noProjects", values: {} }
  return { key: "lead.nothing", values: {} }
}

/** Why there is nothing to begin in a project, or null where there are tasks. */
export function whyNone(one: MyProject): "notOpen" | "paused" | "waitsForMoney" | "begun" | "noneInProject" | null {
  if (one.card.state === "draft" && one.available === 0) return "notOpen"
  if (one.card.paused) return "paused"
  if (one.waitsSinceMs !== null && one.inHand === 0) return "waitsForMoney"
  if (one.available > 0) return null
  return one.inHand > 0 ? "begun" : "noneInProject"
}
