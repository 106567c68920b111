import type { Region, TaskAgreement } from "@justesse/types"
import { compareAnswers, compareRegions } from "../consensus/order.ts"
import { matchRegions } from "../matching/matchRegions.ts"
import { addCounts, type BoxCounts, f1, meanIou } from "./boxes.ts"
import { textDistance } from "./text.ts"

/** IoU from which two boxes are the same thing in the figures, whatever the project's own rule. */
const SAME_THING = 0.5

/**
 * Agreement of the answers to one task over all pairs of people, whatever the labels: mean IoU of the boxes that match
 * at 0.5, F1 at 0.5, and the character error rate between matched texts (edits over the mean length of the two, so that
 * neither is the reference). Null where nothing could be compared; two empty answers agree (F1 1).
 */
export function agreementOfAnswers(answers: readonly (readonly Region[])[]): TaskAgreement {
  const sorted = answers.map((regions) => [...regions].sort(compareRegions)).sort(compareAnswers)
  const counts: BoxCounts[] = []
  let edits = 0
  let characters = 0
  sorted.forEach((first, i) => {
    for (const second of sorted.slice(i + 1)) {
      const matches = matchRegions(first, second, SAME_THING)
      const iouSum = matches.reduce((sum, match) => sum + match.iou, 0)
      counts.push({ matched: matches.length, iouSum, first: first.length, second: second.length })
      for (const match of matches) {
        const mine = first[match.a]?.transcript?.value ?? ""
        const theirs = second[match.b]?.transcript?.value ?? ""
        const apart = textDistance(mine, theirs)
        edits += apart.edits
        characters += apart.characters
      }
    }
  })
  const all = addCounts(counts)
  return {
    meanIou: meanIou(all),
    f1At50: counts.length === 0 ? null : f1(all),
    cer: characters === 0 ? null : edits / characters,
    pairs: counts.length,
  }
}
