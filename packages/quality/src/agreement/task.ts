import type { Region, TaskAgreement } from "@justesse/types"
import { compareAnswers, compareRegions } from "../consensus/order.ts"
import { matchRegions } from "../matching/matchRegions.ts"
import { addCounts, type BoxCounts, countBoxes, f1, meanIou } from "./boxes.ts"
import { textDistance } from "./text.ts"

/** IoU from which two boxes are the same thing in the figures, whatever the project's own rule. */
const SAME_THING = 0.5

/**
 * Agreement of the answers to one task over all pairs of people: mean IoU of the boxes that match at 0.5, whatever their labels, F1 at
 * 0.5, and the character error rate between matched texts (edits over the mean length of the two, so that neither is the reference).
 * What is said of the whole asset overlaps always: it counts for F1 alone, where its label is the same. Null where nothing could be
 * compared; two empty answers agree (F1 1).
 */
export function agreementOfAnswers(answers: readonly (readonly Region[])[]): TaskAgreement {
  const sorted = answers.map((regions) => [...regions].sort(compareRegions)).sort(compareAnswers)
  const placed: BoxCounts[] = []
  const said: BoxCounts[] = []
  let edits = 0
  let characters = 0
  sorted.forEach((whole, i) => {
    for (const other of sorted.slice(i + 1)) {
      said.push(countBoxes(whole.filter(isWhole), other.filter(isWhole), SAME_THING, "same"))
      const [first, second] = [whole.filter(isPlaced), other.filter(isPlaced)]
      const matches = matchRegions(first, second, SAME_THING)
      const iouSum = matches.reduce((sum, match) => sum + match.iou, 0)
      placed.push({ matched: matches.length, iouSum, first: first.length, second: second.length })
      for (const match of matches) {
        const mine = first[match.a]?.transcript?.value ?? ""
        const theirs = second[match.b]?.transcript?.value ?? ""
        const apart = textDistance(mine, theirs)
        edits += apart.edits
        characters += apart.characters
      }
    }
  })
  return {
    meanIou: meanIou(addCounts(placed)),
    f1At50: placed.length === 0 ? null : f1(addCounts([...placed, ...said])),
    cer: characters === 0 ? null : edits / characters,
    pairs: placed.length,
  }
}

const isWhole = ({ geometry }: Region) => geometry.type === "whole"
const isPlaced = (region: Region) => !isWhole(region)
