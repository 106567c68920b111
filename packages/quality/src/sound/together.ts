import type { Disagreement, Region } from "@justesse/types"
import { agreementOfAnswers } from "../agreement/task.ts"
import { idsOfClusters } from "../consensus/ids.ts"
import type { Answer, ConsensusInput } from "../consensus/index.ts"
import { compareText } from "../consensus/order.ts"
import type { ProjectModel } from "../project/fit.ts"
import { proposedOf, type ReliableConsensus, reliableConsensus, weightsIn } from "../project/reliable.ts"
import { clusterHeard } from "./clusters.ts"
import { toCutDifference } from "./cutDifference.ts"
import { type CutGroup, findCutGroups } from "./cutting.ts"
import { joinNothingHeard } from "./nothingHeard.ts"

/**
 * What several people's segments say together, speakers being called alike. A stretch that they cut differently is one difference, not
 * one for each segment that somebody lacks; nor is it one for each segment where somebody said that nobody speaks. Everything else is
 * compared segment by segment.
 */
export function compareHeard(input: ConsensusInput, model: ProjectModel | null): ReliableConsensus {
  const answers = [...input.answers].sort((p, q) => compareText(p.submission, q.submission))
  const groups = findCutGroups(answers.map(({ body }) => body.regions))
  const cut = new Set(groups.flatMap(({ people }) => people.flat()))
  const rest = answers.map((answer) => {
    const regions = answer.body.regions.filter((region) => !cut.has(region))
    return { ...answer, body: { ...answer.body, regions } }
  })
  const found = reliableConsensus({ ...input, answers: rest }, model, clusterHeard)
  const differences = joinNothingHeard([
    ...found.differences.map((one) => asHeard(one, answers, found)),
    ...toDifferences(groups, { ...input, answers }, model, found),
  ])
  if (groups.length === 0 && differences.length === found.differences.length) return found
  differences.sort((p, q) => p.place.y - q.place.y || p.place.x - q.place.x || compareText(p.id, q.id))
  const agreement = agreementOfAnswers(answers.map(({ body }) => body.regions))
  const all = { ...found, differences, agreement, nothingHere: false, disputed: true }
  return { ...all, proposed: proposedOf(all, found.settled) }
}

/** Who said that nobody speaks had nothing at all, also where the rest of the others' segments are differences of their own. */
function asHeard(one: Disagreement, answers: readonly Answer[], { letters }: ReliableConsensus): Disagreement {
  if (one.kind !== "nothing") return one
  const silent = new Set<string>(one.candidates.filter(({ region }) => region === null).flatMap((said) => said.letters))
  const areEmpty = answers.every(
    ({ submission, body }) => !silent.has(letters[submission] ?? "") || body.regions.length === 0,
  )
  return areEmpty ? one : { ...one, kind: "one_person" }
}

function toDifferences(
  groups: readonly CutGroup[],
  input: ConsensusInput,
  model: ProjectModel | null,
  found: ReliableConsensus,
): Disagreement[] {
  const weights = weightsIn(input, model)
  const ids = idsBeside(groups, input.answers, found)
  return groups.map(({ people }, i) => {
    const all = people.map((pieces, at) => {
      const answer = input.answers[at] as Answer // one list of segments for each answer
      const letter = found.letters[answer.submission] ?? "A"
      return { letter, weight: weights[answer.person] ?? 1, pieces, empty: answer.body.regions.length === 0 }
    })
    const id = ids[i] as Region["id"] // one for each group
    const votes = all.filter(({ pieces }) => pieces.length > 0)
    return toCutDifference(
      id,
      votes,
      all.filter(({ pieces }) => pieces.length === 0),
      input.settle,
    )
  })
}

/** A name for each group that nothing else of the task has. */
function idsBeside(groups: readonly CutGroup[], answers: readonly Answer[], found: ReliableConsensus): Region["id"][] {
  const clusters = groups.map(({ people }) =>
    people.flatMap((pieces, person) => pieces.slice(0, 1).map((region) => ({ person, region }))),
  )
  const taken = new Set<string>([
    ...found.settled.map(({ region }) => region.id),
    ...found.differences.map(({ id }) => id),
  ])
  return idsOfClusters(
    clusters,
    answers.map(({ submission }) => submission),
    taken,
  )
}
