import type { ProjectInput, ProjectTask } from "../project/input.ts"
import { aggregateLabels, type LabelResult } from "./aggregate.ts"
import { f64 } from "./arrays.ts"
import { softMax } from "./em.ts"
import { goldFrom, type NamedVotes, type VoteRow, votesFrom } from "./votes.ts"

/** How the people of a project name classes, as it is stored: what one task's answers say is read off it without a new fit. */
interface ClassModel {
  /** Rising by code unit; {@link NONE} is "none of these". */
  readonly classes: readonly string[]
  /** log P(class). */
  readonly logPrior: readonly number[]
  /** log P(label | class) of each person by name, `label · classes + class`. */
  readonly people: Readonly<Record<string, readonly number[]>>
  /** The same of somebody of whom nothing is known: the average person's. */
  readonly usual: readonly number[]
}

/** What several answers to one question come to. */
interface ClassBelief {
  readonly answer: string
  /** One for each class of the model; they add up to 1. */
  readonly posterior: readonly number[]
}

/** Somebody's word for one question: a class, or {@link NONE}. */
interface ClassVote {
  readonly person: string
  readonly label: string
}

/** "None of these" as a class: no label has an empty id. */
export const NONE = ""

/** People × classes² above which no model is stored: about 4 MB of JSON. */
const MOST_STORED = 200_000
/** Two classes this near in probability are a tie: see `decide`. */
const TIE = 1e-9

/** What is asked of the answers: which class, or whether one of several holds. */
type ClassQuestion = (regions: readonly { readonly label: string }[]) => string

/** Which of the classes an answer gives where one alone may hold. */
export const oneClass: ClassQuestion = (regions) => regions[0]?.label ?? NONE

/** Whether an answer has `label`, where several may hold: {@link NONE} for no. */
export const holds =
  (label: string): ClassQuestion =>
  (regions) =>
    regions.some((region) => region.label === label) ? label : NONE

/**
 * Fits how people name classes to all answers of a project by the method that foretells left-out answers best, as
 * `aggregateLabels` chooses it; what reviewers and gold told is known. Null where nothing is learnt of people: too few answers,
 * one class, or so many classes and people that their confusions would not fit.
 */
export function fitClassModel(tasks: readonly ProjectTask[], ask: ClassQuestion): ClassModel | null {
  const rows = tasks.flatMap(({ task, answers }): VoteRow[] =>
    answers.map(({ person, regions }) => ({ task, worker: person, label: ask(regions) })),
  )
  const told = tasks.flatMap(({ task, final, finalBy }) =>
    final && finalBy !== "answers" ? [{ task, label: ask(final) }] : [],
  )
  const named = votesFrom(
    rows,
    told.map(({ label }) => label),
  )
  const { people, classes } = named.votes
  if (classes < 2 || people * classes ** 2 > MOST_STORED) return null
  const { gold, known } = goldFrom(named, told)
  const { votes } = named
  const found = aggregateLabels({ votes, method: "auto", ...(known > 0 && { gold }) })
  if (found.method === "majority") return null
  // How easy each task is would have to be stored with each: the best of the other methods is taken instead.
  const closed = found.method === "glad" ? nextBest(found) : found.method
  return stored(
    named,
    closed === found.method ? found : aggregateLabels({ votes, method: closed, ...(known > 0 && { gold }) }),
  )
}

function nextBest({ why }: LabelResult): Exclude<LabelResult["method"], "majority" | "wawa"> {
  const next = why?.evidence.find(({ method }) => method !== "glad")?.method
  return next ?? "dawid-skene"
}

function stored({ people, classes }: NamedVotes, { evidence }: LabelResult): ClassModel | null {
  if (evidence.kind !== "confusions") return null
  const cells = classes.length ** 2
  const usual = Array.from({ length: cells }, (_, cell) => {
    let sum = 0
    for (let w = 0; w < people.length; w++) sum += Math.exp(f64(evidence.logConfusion, w * cells + cell))
    return Math.log(sum / people.length)
  })
  return {
    classes,
    logPrior: [...evidence.logPrior],
    people: Object.fromEntries(
      people.map((person, w) => [person, [...evidence.logConfusion.subarray(w * cells, (w + 1) * cells)]]),
    ),
    usual,
  }
}

/**
 * What several people's words for one thing say, by what is known of each: the same as the fit itself says of its own tasks.
 * Null where somebody gave a class that the model has never seen. The order of the votes changes nothing, to the bit.
 */
export function beliefOf(model: ClassModel, votes: readonly ClassVote[]): ClassBelief | null {
  const K = model.classes.length
  const score = Float64Array.from(model.logPrior)
  for (const { person, label } of [...votes].sort((p, q) => (p.person < q.person ? -1 : 1))) {
    const said = model.classes.indexOf(label)
    if (said < 0) return null
    const confusion = model.people[person] ?? model.usual
    for (let c = 0; c < K; c++) score[c] = f64(score, c) + (confusion[said * K + c] ?? 0)
  }
  const posterior = new Float64Array(K)
  softMax(score, posterior, 0)
  return { answer: model.classes[likeliest(model, posterior)] ?? NONE, posterior: [...posterior] }
}

/** A tie goes to the class that is commoner over all tasks, then to the one whose name comes first. */
function likeliest({ logPrior }: ClassModel, posterior: Float64Array): number {
  const most = posterior.reduce((a, b) => Math.max(a, b))
  let first = -1
  for (let c = 0; c < posterior.length; c++) {
    if (f64(posterior, c) < most - TIE) continue
    if (first < 0 || (logPrior[c] ?? 0) > (logPrior[first] ?? 0) + TIE) first = c
  }
  return first
}

/** What a project knows of how its people name whole assets. */
export interface ProjectClasses {
  /** Several labels may hold: each is a question of its own. */
  readonly several: boolean
  /** By label where several may hold; else one, under the empty id. */
  readonly of: Readonly<Record<string, ClassModel>>
}

/** Fits what `byClasses` decides with; null where nothing can be said yet. */
export function fitClasses({ tasks, several = false }: Pick<ProjectInput, "tasks" | "several">): ProjectClasses | null {
  const answered = tasks.filter(({ answers }) => answers.length > 0)
  const labels = several ? labelsIn(answered) : [NONE]
  const models = labels.flatMap((label) => {
    const model = fitClassModel(answered, several ? holds(label) : oneClass)
    return model ? [[label, model] as const] : []
  })
  return models.length > 0 ? { several, of: Object.fromEntries(models) } : null
}

function labelsIn(tasks: ProjectInput["tasks"]): string[] {
  const all = tasks.flatMap(({ answers }) => answers.flatMap(({ regions }) => regions.map(({ label }) => `${label}`)))
  return [...new Set(all)].sort()
}
