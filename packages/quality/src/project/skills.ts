import { rateOf } from "../boxes/beta.ts"
import { COMPETENCES, type Competence, type DayEvidence, type PersonEvidence } from "./evidence.ts"
import type { ShareFigure } from "./ratio.ts"

/** 90 % intervals of one person by competence; null where there is no evidence. */
export type PersonSkills = Readonly<Record<Competence, ShareFigure | null>>

/** What one active day later leaves of a day's evidence: people learn, and tire. A proposal of the design, not measured. */
const KEPT_A_DAY = 0.98
/** Things' worth of the project's own share that a person starts from. */
const STRENGTH = 4

/**
 * Beta(a0 + right, b0 + wrong) of each person and competence: evidence of a day counts 0.98 for each active day since, and
 * the prior is what the project's people do on average (worth 4 things). `n` is the evidence in things, rounded.
 */
export function skillsOf(evidence: ReadonlyMap<string, PersonEvidence>): Map<string, PersonSkills> {
  const prior = (of: Competence) => {
    let right = 1
    let all = 2
    for (const person of evidence.values())
      for (const day of person[of]) {
        right += day.right
        all += day.right + day.wrong
      }
    return Math.min(0.99, Math.max(0.01, right / all))
  }
  const priors = new Map(COMPETENCES.map((of) => [of, prior(of)]))
  const skill = (person: PersonEvidence, of: Competence) => skillOf(person[of], priors.get(of) ?? 0.5)
  return new Map(
    [...evidence].map(([name, person]) => [
      name,
      {
        find: skill(person, "find"),
        place: skill(person, "place"),
        name: skill(person, "name"),
        transcribe: skill(person, "transcribe"),
      },
    ]),
  )
}

function skillOf(days: readonly DayEvidence[], prior: number): ShareFigure | null {
  let right = 0
  let wrong = 0
  for (const day of days) {
    right = right * KEPT_A_DAY + day.right
    wrong = wrong * KEPT_A_DAY + day.wrong
  }
  if (right + wrong === 0) return null
  return { ...rateOf(STRENGTH * prior + right, STRENGTH * (1 - prior) + wrong), n: Math.round(right + wrong) }
}
