import type { Candidate, Disagreement } from "@justesse/types"
import type { ConsensusInput, FinalRegion } from "../consensus/index.ts"
import { beliefOf, holds, NONE, oneClass, type ProjectClasses } from "../labels/classModel.ts"
import type { ProjectAnswer, ProjectInput } from "./input.ts"
import { proposedOf, type ReliableConsensus } from "./reliable.ts"

/**
 * A consensus about a whole asset, with what is known of how each person names classes: what differs is proposed by it, and each
 * confidence is the probability that it gives. What everybody says is final whatever it gives: where it would overrule all of them
 * it was right no more often than they were (16 of 28 tasks of one crowd, none of 2 of another). So is a class that nobody named
 * never proposed.
 */
export function byClasses(
  input: ConsensusInput,
  found: ReliableConsensus,
  classes: ProjectClasses | null | undefined,
): ReliableConsensus {
  if (!classes || classes.several !== (input.several === true) || input.answers.length < 2) return found
  const answers = input.answers.map(({ person, body }) => ({ person, regions: body.regions }))
  const chanceOf = chancesIn(answers, classes)
  const final = found.settled.map((one) => withChance(one, chanceOf))
  const disagreements = found.differences.map((one) => proposedBy(one, chanceOf))
  const sure = [
    ...final.map(({ region }) => chanceOf(region.label, region.label)),
    ...disagreements.map(({ by, confidence }) => (by ? confidence : null)),
    ...(found.nothingHere && !classes.several ? [chanceOf(NONE, NONE)] : []),
  ]
  const isKnown = sure.every((chance) => chance !== null)
  const better = { ...found, settled: final, differences: disagreements }
  return { ...better, risk: isKnown ? 1 - Math.min(1, ...sure) : found.risk, proposed: proposedOf(better, final) }
}

/** What somebody named one asset. */
type Named = Pick<ProjectAnswer, "person" | "regions">

/** The probability that a class is what a thing is that somebody named `label`; null where the model knows nothing of it. */
type Chances = (label: string, answer: string) => number | null

function chancesIn(answers: readonly Named[], { several, of }: ProjectClasses): Chances {
  const beliefs = new Map<string, Map<string, number>>()
  const read = (question: string) => {
    const model = of[question]
    const ask = several ? holds(question) : oneClass
    const votes = answers.map(({ person, regions }) => ({ person, label: ask(regions) }))
    const posterior = model && beliefOf(model, votes)?.posterior
    return new Map(posterior ? model.classes.map((name, at) => [name, posterior[at] ?? 0]) : [])
  }
  return (label, answer) => {
    const question = several ? label : NONE
    const known = beliefs.get(question) ?? read(question)
    beliefs.set(question, known)
    return known.get(answer) ?? null
  }
}

function withChance({ region, provenance }: FinalRegion, chanceOf: Chances): FinalRegion {
  return {
    region,
    provenance: { ...provenance, confidence: chanceOf(region.label, region.label) ?? provenance.confidence },
  }
}

/** The likeliest of what people said; as it was where that is not known, or where they only differ in more than the class. */
function proposedBy(disagreement: Disagreement, chanceOf: Chances): Disagreement {
  const { candidates, proposal } = disagreement
  const named = candidates.find(({ region }) => region !== null)?.region?.label ?? NONE
  const chances = candidates.map(({ region }) => chanceOf(region?.label ?? named, region?.label ?? NONE))
  const labels = new Set(candidates.map(labelOf))
  if (labels.size < 2 || chances.some((chance) => chance === null)) return disagreement
  const most = Math.max(...chances.map((chance) => chance ?? 0))
  const [first, ...others] = candidates.filter((_, at) => most - (chances[at] ?? 0) < EQUAL)
  if (!first || others.some((other) => labelOf(other) !== labelOf(first))) return disagreement
  // Of those who gave one class what most say of it is kept: what they were brought together to before, where that is their class.
  const isSame = proposal !== null && proposal.label === first.region?.label
  return { ...disagreement, proposal: isSame ? proposal : first.region, confidence: most, by: "habits" }
}

const labelOf = ({ region }: Candidate) => region?.label ?? NONE

/** Two chances this near are a tie, which a person decides. */
const EQUAL = 1e-9

/** By which models a project's tasks were and are decided, and from which risk on a person decides; null: always. */
interface ClassModels {
  readonly before: ProjectClasses | null
  readonly now: ProjectClasses | null
  readonly target: number | null
}

/**
 * Tasks to be looked at again after a new fit, by name: those on which people differ and that `now` would answer otherwise than they
 * are kept, or propose otherwise than `before` did, or of which it knows enough where `before` did not.
 */
export function outdatedTasks({ tasks }: Pick<ProjectInput, "tasks">, { before, now, target }: ClassModels): string[] {
  if (!now) return []
  const isSure = (one: Likeliest | null) => one !== null && target !== null && 1 - one.chance <= target
  return tasks.flatMap(({ task, answers, final, finalBy }) => {
    if (finalBy !== "answers" || answers.length < 2) return []
    const next = likeliestOf(answers, now)
    if (!next) return []
    const was = final ? null : before && likeliestOf(answers, before)
    const kept = final ? keyOf(final.map(({ label }) => label)) : was?.answer
    return next.answer !== kept || isSure(next) !== (final !== null || isSure(was)) ? [task] : []
  })
}

interface Likeliest {
  /** The labels that hold, joined. */
  readonly answer: string
  readonly chance: number
}

/** What is likeliest of what people differ on; null where they do not, or nothing is known. */
function likeliestOf(answers: readonly Named[], classes: ProjectClasses): Likeliest | null {
  const chanceOf = chancesIn(answers, classes)
  const said = [...new Set(answers.flatMap(({ regions }) => regions.map(({ label }) => `${label}`)))].sort()
  const isSame = (ask: ReturnType<typeof holds>) => new Set(answers.map(({ regions }) => ask(regions))).size < 2
  const questions = classes.several ? said.map(holds) : [oneClass]
  if (questions.every(isSame)) return null
  const held: string[] = []
  let chance = 1
  for (const [at, ask] of questions.entries()) {
    const options = [...new Set(answers.map(({ regions }) => ask(regions)))]
    const likely = options.map((one) => ({ one, is: chanceOf(said[at] ?? NONE, one) ?? Number.NaN }))
    const best = likely.reduce((p, q) => (q.is > p.is ? q : p))
    if (Number.isNaN(best.is)) return null
    if (best.one !== NONE) held.push(best.one)
    if (options.length > 1) chance = Math.min(chance, best.is)
  }
  return { answer: keyOf(held), chance }
}

const keyOf = (labels: readonly string[]) => [...labels].sort().join("\n")
