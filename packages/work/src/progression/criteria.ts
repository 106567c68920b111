import { accuracyOf, type KnownWork } from "../records/claims.ts"

/** What the tables hold of somebody's work in one project. Rejections are not among it: by themselves they bar nobody. */
export interface ProgressFacts extends Pick<KnownWork, "accepted" | "compared"> {
  readonly activeSeconds: number
  /** Notes as a mentor that their learners said were useful. */
  readonly usefulNotes: number
}

/** Steps that are open to whoever reaches their criteria. */
type ProgressStep = "mentor" | "reviewer"
type CriterionName = "accepted" | "accuracy" | "hours" | "usefulNotes"

/**
 * What each step asks, the same of everybody and published. The accuracy is the lower end of its interval at 95 %, so that chance
 * lets nobody in; hours are those that the clock counted.
 */
const CRITERIA: Readonly<Record<ProgressStep, readonly { readonly name: CriterionName; readonly least: number }[]>> = {
  mentor: [
    { name: "accepted", least: 100 },
    { name: "accuracy", least: 0.8 },
    { name: "hours", least: 5 },
  ],
  reviewer: [
    { name: "accepted", least: 300 },
    { name: "accuracy", least: 0.85 },
    { name: "hours", least: 20 },
    { name: "usefulNotes", least: 5 },
  ],
}

/** One thing that a step asks, and where somebody stands. */
interface Criterion {
  readonly name: CriterionName
  readonly least: number
  /** Null: too few compared answers to say. */
  readonly value: number | null
  /** Of the accuracy: its interval, and over how many answers. */
  readonly over: { readonly ratio: number; readonly low: number; readonly high: number; readonly n: number } | null
  readonly isMet: boolean
}

const HOUR_S = 3_600

/** What a step asks, each with its value: figures as a signed record says them. */
export function criteriaOf(step: ProgressStep, facts: ProgressFacts): Criterion[] {
  const over = accuracyOf(facts.compared)
  const values: Readonly<Record<CriterionName, number | null>> = {
    accepted: facts.accepted,
    accuracy: over?.low ?? null,
    // Whole tenths, rounded down: what is shown is what is compared.
    hours: Math.floor((facts.activeSeconds * 10) / HOUR_S) / 10,
    usefulNotes: facts.usefulNotes,
  }
  return CRITERIA[step].map(({ name, least }) => {
    const value = values[name]
    return { name, least, value, over: name === "accuracy" ? over : null, isMet: value !== null && value >= least }
  })
}

/** Whether somebody reaches all that a step asks. */
export function reaches(step: ProgressStep, facts: ProgressFacts): boolean {
  return criteriaOf(step, facts).every(({ isMet }) => isMet)
}
