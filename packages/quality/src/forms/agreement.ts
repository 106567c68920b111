import {
  askedAfter,
  type Field,
  fieldsOf,
  isSameQuestion,
  type Label,
  type ResolveRule,
  type TaskAgreement,
  valuesOf,
} from "@justesse/types"
import type { EarlierForms } from "../consensus/index.ts"

import type { ProjectTask } from "../project/input.ts"
import { addRatio, NO_RATIO, type RatioSum, ratioOf } from "../project/ratio.ts"
import { isSameValue } from "./same.ts"

/** How far people agree on the questions of a form, as sums. */
interface FormSums {
  readonly agreement: RatioSum
  /** By question; of one about opinions there is none. */
  readonly byField: ReadonlyMap<string, RatioSum>
  /** By the moment at which the second answer came. */
  readonly byTask: readonly { readonly atMs: number; readonly sum: RatioSum }[]
}

/**
 * Agreement over all pairs of people who answered the same task: of the questions of today that both were asked and one of them at least
 * answered, those that both answered the same, as near as each compares. Each task counts once, however many pairs.
 */
export function formSums(
  tasks: readonly { readonly answers: readonly Omit<ProjectTask["answers"][number], "person">[] }[],
  { labels, forms: earlier = {} }: { readonly labels: readonly Label[]; readonly forms?: EarlierForms | undefined },
  rule: ResolveRule,
): FormSums {
  const fields = fieldsOf(labels)
  const byField = new Map<string, RatioSum>()
  const byTask: { atMs: number; sum: RatioSum }[] = []
  let agreement = NO_RATIO
  for (const { answers } of tasks) {
    if (answers.length < 2) continue
    const forms = answers.map(({ regions, form }) => {
      const values = valuesOf(regions)
      const own = form === undefined ? fields : fieldsOf(earlier[form] ?? labels)
      return { values, asked: new Map(askedAfter(own, values).map(({ id, field }) => [id as string, field])) }
    })
    const pairs = (answers.length * (answers.length - 1)) / 2
    let whole = { right: 0, all: 0 }
    for (const { id, field } of fields) {
      if (field.compared === "opinion") continue
      const own = { right: 0, all: 0 }
      forms.forEach((first, i) => {
        for (const second of forms.slice(i + 1)) {
          if (![first, second].every(({ asked }) => wasAsked(asked.get(id), field))) continue
          const [a, b] = [first.values.get(id), second.values.get(id)]
          if (a === undefined && b === undefined) continue
          own.all++
          if (a !== undefined && b !== undefined && isSameValue(field, a, b, rule)) own.right++
        }
      })
      byField.set(id, addRatio(byField.get(id) ?? NO_RATIO, ratioOf(own.right / pairs, own.all / pairs)))
      whole = { right: whole.right + own.right, all: whole.all + own.all }
    }
    const sum = ratioOf(whole.right / pairs, whole.all / pairs)
    agreement = addRatio(agreement, sum)
    byTask.push({ atMs: answers.map(({ atMs }) => atMs).sort((a, b) => a - b)[1] ?? 0, sum })
  }
  return { agreement, byField, byTask }
}

/** A question of an earlier form counts where it is that of today. */
function wasAsked(own: Field | undefined, field: Field): boolean {
  return own !== undefined && isSameQuestion(own, field)
}

/** Agreement of the forms of one task: the share of its questions that two people answered the same, over all pairs. */
export function formAgreement(
  forms: readonly Omit<ProjectTask["answers"][number], "person" | "atMs">[],
  asked: { readonly labels: readonly Label[]; readonly forms?: EarlierForms | undefined },
  rule: ResolveRule,
): TaskAgreement {
  const answers = forms.map((one) => ({ ...one, atMs: 0 }))
  const { right, all } = formSums([{ answers }], asked, rule).agreement
  const none = { meanIou: null, cer: null, pairs: (forms.length * (forms.length - 1)) / 2 }
  return { ...none, f1At50: all === 0 ? null : right / all }
}
