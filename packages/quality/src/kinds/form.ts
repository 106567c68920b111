import { formSums } from "../forms/agreement.ts"
import { formConsensus } from "../forms/consensus.ts"
import { slotsOf, trendOf } from "../project/days.ts"
import { projectFigures } from "../project/figures.ts"
import { shareOf } from "../project/ratio.ts"
import { inOrder } from "../project/rows.ts"
import type { KindQuality } from "./contract.ts"
import { rating } from "./rating.ts"

/**
 * A form, question by question, in its answers as in its figures. What one person's answers to other forms say of them is not learnt:
 * each question is another matter.
 */
export const form: KindQuality = {
  ...rating,
  consensus: (input) => formConsensus(input),
  figures(project, model, onShare) {
    const { fields = [], forms, settle } = project
    const tasks = inOrder(project.tasks)
    const sums = formSums(tasks, { labels: fields, forms }, settle)
    const slots = slotsOf(sums.byTask)
    const doubled = tasks.filter(({ answers }) => answers.length > 1)
    return {
      // What is told of things on pictures is told of none.
      ...projectFigures({ ...project, tasks: [], readsText: false }, model, onShare),
      doubled: doubled.length,
      answers: doubled.reduce((sum, { answers }) => sum + answers.length, 0),
      agreement: shareOf(sums.agreement, "pictures"),
      trend: trendOf(slots),
      agreementSlots: slots,
      byLabel: project.labels.flatMap((label) => {
        const sum = sums.byField.get(label)
        const share = sum && shareOf(sum)
        return share ? [{ label, ...share }] : []
      }),
    }
  },
}
