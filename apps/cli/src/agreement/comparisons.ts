import { unitTable } from "@justesse/quality/agreement/figures"
import { readSaid } from "../aggregate/comparison.ts"
import { wrongLine } from "../aggregate/input.ts"
import type { Outcome } from "../command.ts"
import type { Asked } from "./asked.ts"
import { onUnits } from "./votes.ts"

/** What was said of the one whose name comes first, whichever stood left. */
const ANSWERS = { left: "first", right: "second", tie: "tie", neither: "neither" } as const
const OTHER_WAY = { left: "second", right: "first", tie: "tie", neither: "neither" } as const

/** Agreement on comparisons: whether two people find the same one of a pair better, whichever stood left. */
export function onComparisons(asked: Asked): Outcome {
  const { file, watch } = asked
  const table = watch.during("read", () => {
    const pairs = new Map<string, { readonly names: string; readonly line: number }>()
    const rows = readSaid(asked).map(({ task, left, right, person, answer, at, line }) => {
      const isOtherWay = right < left
      const names = isOtherWay ? `${right} and ${left}` : `${left} and ${right}`
      const known = pairs.get(task)
      if (known && known.names !== names)
        throw wrongLine(
          file,
          line,
          `the task ${task} compares ${names} here, and ${known.names} on line ${known.line}`,
          "Give each pair a task of its own",
        )
      pairs.set(task, known ?? { names, line })
      const label = isOtherWay ? OTHER_WAY[answer] : ANSWERS[answer]
      return { task, person, label, ...(Number.isFinite(at) && { time: at }) }
    })
    return unitTable(rows, "nominal")
  })
  return onUnits(table, watch)
}
