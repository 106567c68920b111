import type { RegionId } from "@justesse/types"
import type { Change } from "../document.ts"
import { EDITINGS } from "../kinds/list.ts"
import type { About, Warning } from "./contract.ts"
import { RULES } from "./rules.ts"

/** What is to be said of regions, by region; regions of which nothing is to be said are not in it. */
export type Warnings = ReadonlyMap<RegionId, readonly Warning[]>

/** What the person said to leave as it is: regions, each with the rule. */
export type KeptWarnings = ReadonlySet<string>

/** Everything that the rules of its kind of task find about a region, in their order. Nothing about what a model proposes and nobody took. */
export function findWarnings(id: RegionId, about: About): readonly Warning[] {
  const region = about.document.regions.get(id)
  if (!region || region.proposed === true) return []
  return EDITINGS[about.kind].coach.flatMap((rule) => {
    const values = RULES[rule].find(region, about)
    return values ? [{ id, rule, ...values }] : []
  })
}

/** The warnings with those of changed regions, of their copies, and of regions that name one of them, found anew; the same map when nothing changed. */
export function renewWarnings(before: Warnings, changed: ReadonlySet<RegionId>, about: About): Warnings {
  const touched = (one: Warning) => changed.has(one.id) || (one.other !== undefined && changed.has(one.other))
  const ids = new Set([
    ...changed,
    ...[...changed].flatMap((id) => about.copiesOf(id)),
    ...[...before.values()]
      .flat()
      .filter(touched)
      .map(({ id }) => id),
  ])
  const found = new Map([...ids].map((id) => [id, findWarnings(id, about)] as const))
  const isSame = [...found].every(([id, list]) => areSame(before.get(id) ?? [], list))
  if (isSame) return before
  const after = new Map([...before, ...found])
  for (const [id, list] of after) if (list.length === 0) after.delete(id)
  return after
}

/** The warnings that are still to be said. `selected`: of these regions some rules say nothing yet. */
export function openWarnings(warnings: Warnings, kept: KeptWarnings, selected: readonly RegionId[]): Warning[] {
  const isOpen = (one: Warning) =>
    !kept.has(keyOf(one)) && !(RULES[one.rule].waits === true && selected.includes(one.id))
  return [...warnings.values()].flatMap((list) => list.filter(isOpen))
}

/** The step that mends what a warning is about; null where only the person can. */
export function mendWarning(warning: Warning, now: Pick<About, "document" | "limits">): Change | null {
  const region = now.document.regions.get(warning.id)
  return region ? RULES[warning.rule].mend(region, now, warning) : null
}

/** A warning that is kept: it is not said again. */
export function keepWarning(kept: KeptWarnings, warning: Warning): KeptWarnings {
  return new Set([...kept, keyOf(warning)])
}

/** What was kept of regions that changed since is said again. */
export function forgetKept(kept: KeptWarnings, changed: ReadonlySet<RegionId>): KeptWarnings {
  const left = [...kept].filter((key) => !changed.has(key.slice(key.indexOf(" ") + 1) as RegionId)) // as keyOf wrote it
  return left.length === kept.size ? kept : new Set(left)
}

function keyOf({ rule, id }: Warning): string {
  return `${rule} ${id}`
}

function areSame(a: readonly Warning[], b: readonly Warning[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i]
      return (
        one.rule === other?.rule &&
        one.other === other.other &&
        one.pixels === other.pixels &&
        one.attribute === other.attribute &&
        one.shape === other.shape
      )
    })
  )
}
