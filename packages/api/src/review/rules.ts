import { appendEvent, findProject, findTasksWithKey, type ProjectAccess, updateProject } from "@justesse/db"
import { JustesseError, type ProjectSettings, TextRule } from "@justesse/types"
import { changeAndFollow, type Follows, NOTHING_FOLLOWS, resolveBy } from "../projects/settingsFollow.ts"
import type { ReviewDeps } from "./deps.ts"

/** A rule that was made, and what it settles: open differences of these tasks that were of only that kind. */
interface MadeRule {
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
  const open = await findTasksWithKey(deps.storage.db, project.id, `${TEXT}${rule}`)
  const disagreements = [...open.values()].reduce((sum, count) => sum + count, 0)
  const add = (rules: readonly TextRule[]) => (rules.includes(rule) ? null : [...rules, rule])
  const made: RuleChange = {
    personId,
    what: "rule.made",
    detail: { rule, differences: disagreements },
    follows: { ...NOTHING_FOLLOWS, rules: [rule] },
  }
  const { isChanged: isNew, revisited: seen } = await changeRules(deps, project.id, add, made)
  const ids = isNew ? seen : await resolveBy(deps, project.id, [rule])
  return { rule: isNew ? rule : null, differences: disagreements, tasks: ids }
}

/** Takes a rule off again with the act that made it: what it alone settled is looked at once more. */
export async function takeRuleOff(
  deps: ReviewDeps,
  project: ProjectAccess,
  personId: number,
  rule: string,
  ruled: readonly number[],
): Promise<void> {
  const remove = (rules: readonly TextRule[]) => {
    const left = rules.filter((one) => one !== rule)
    return left.length < rules.length ? left : null
  }
  const follows = { ...NOTHING_FOLLOWS, tasks: [...ruled] }
  await changeRules(deps, project.id, remove, { personId, what: "rule.removed", detail: { rule }, follows })
}

/** Who changes rules, what is said of it, and what follows. */
interface RuleChange {
  readonly personId: number
  readonly what: "rule.made" | "rule.removed"
  readonly detail: Record<string, string | number>
  readonly follows: Follows
}

/** Changes the rules of a project as they are now, and has tasks follow. `change` answers null when there is nothing to change. */
function changeRules(
  deps: ReviewDeps,
  projectId: number,
  change: (rules: readonly TextRule[]) => TextRule[] | null,
  { personId, what, detail, follows }: RuleChange,
) {
  return changeAndFollow(deps, projectId, async (tx) => {
    const project = await findProject(tx, projectId)
    const rules = project && change(project.settings.settle.rules ?? [])
    if (!project || !rules) return null
    const { rules: _, ...follow } = project.settings.settle
    const settings: ProjectSettings = {
      ...project.settings,
      settle: rules.length > 0 ? { ...follow, rules } : follow,
    }
    await updateProject(tx, projectId, { settings })
    await appendEvent(tx, { projectId, personId, atMs: deps.nowMs(), what, detail })
    return follows
  })
}
