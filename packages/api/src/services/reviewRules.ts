import { activity, alike, type ProjectAccess, projects, reviews, tasks } from "@justesse/db"
import { JustesseError, type ProjectSettings, TextRule } from "@justesse/types"
import type { ReviewDeps } from "./reviewDeps.ts"

/** A rule that was made, and what it settles: open differences of these tasks that were of only that kind. */
export interface MadeRule {
  /** Null when the project had the rule already. */
  readonly rule: TextRule | null
  readonly differences: number
  readonly tasks: number[]
}

const TEXT = "text:"

/** The rule that a group's key names; null where its differences are made one by no rule. */
export function ruleOfKey(key: string): TextRule | null {
  const name = key.startsWith(TEXT) ? key.slice(TEXT.length).split(" ")[0] : undefined
  const found = TextRule.safeParse(name)
  return found.success ? found.data : null
}

/**
 * From now on two spellings are one text in a project. Open differences of only that kind settle themselves soon; what is
 * stored is never changed by it.
 *
 * @throws JustesseError invalid_input where the differences are not of a kind that a rule makes one
 */
export async function makeRule(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  key: string,
): Promise<MadeRule> {
  const rule = ruleOfKey(key)
  if (!rule) throw new JustesseError("invalid_input", { field: "makeRule" })
  const isNew = await changeRules(deps, project.id, (rules) => (rules.includes(rule) ? null : [...rules, rule]))
  const open = await alike(deps.storage.db).tasksWith(project.id, `${TEXT}${rule}`)
  const differences = [...open.values()].reduce((sum, count) => sum + count, 0)
  const ids = await settleBy(deps, project.id, [rule])
  if (isNew) await noteRule(deps, project.id, personId, "rule.made", { rule, differences })
  return { rule: isNew ? rule : null, differences, tasks: ids }
}

/**
 * Looks again at open differences that new rules may settle: those of only that kind, and where a project has other rules
 * too, all texts that nobody has in hand ("5,5 %" against "5.5%"). Answers the tasks.
 */
export async function settleBy(
  deps: Pick<ReviewDeps, "storage" | "nowMs" | "wake">,
  projectId: number,
  added: readonly TextRule[],
): Promise<number[]> {
  const { db } = deps.storage
  const project = added.length > 0 ? await projects(db).byId(projectId) : undefined
  if (!project) return []
  const found = await Promise.all(added.map((rule) => alike(db).tasksWith(projectId, `${TEXT}${rule}`)))
  const several = (project.settings.settle.rules ?? []).length > 1
  const also = several ? await reviews(db).tasksWithKind(projectId, "text", deps.nowMs()) : []
  const ids = [...new Set([...found.flatMap((tasksOfRule) => [...tasksOfRule.keys()]), ...also])].sort((a, b) => a - b)
  await settleAgain(deps, projectId, ids)
  return ids
}

/** Takes a rule off again with the act that made it: what it alone settled is looked at once more. */
export async function takeRuleOff(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  rule: string,
  ruled: readonly number[],
): Promise<void> {
  const isOff = await changeRules(deps, project.id, (rules) => {
    const left = rules.filter((one) => one !== rule)
    return left.length < rules.length ? left : null
  })
  if (!isOff) return
  await settleAgain(deps, project.id, ruled)
  await noteRule(deps, project.id, personId, "rule.removed", { rule })
}

/** Changes the rules of a project as they are now; false when there is nothing to change. */
async function changeRules(
  deps: ReviewDeps,
  projectId: number,
  change: (rules: readonly TextRule[]) => TextRule[] | null,
): Promise<boolean> {
  return deps.storage.db.transaction().execute(async (tx) => {
    const project = await projects(tx).byId(projectId)
    const rules = project && change(project.settings.settle.rules ?? [])
    if (!project || !rules) return false
    const { rules: _, ...settle } = project.settings.settle
    const settings: ProjectSettings = {
      ...project.settings,
      settle: rules.length > 0 ? { ...settle, rules } : settle,
    }
    await projects(tx).update(projectId, { settings })
    return true
  })
}

async function settleAgain(
  deps: Pick<ReviewDeps, "storage" | "wake">,
  projectId: number,
  ids: readonly number[],
): Promise<void> {
  for (let at = 0; at < ids.length; at += 500) {
    await tasks(deps.storage.db).markDirty(projectId, ids.slice(at, at + 500))
  }
  deps.wake("settle")
}

async function noteRule(
  deps: ReviewDeps,
  projectId: number,
  personId: number,
  what: "rule.made" | "rule.removed",
  detail: Record<string, string | number>,
): Promise<void> {
  await activity(deps.storage.db).add({ projectId, personId, atMs: deps.nowMs(), what, detail })
}
