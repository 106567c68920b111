import { type Competence, projectPrior, type SkillPrior, skillOf } from "../skill/beta.ts"
import { fadeEvidence } from "../skill/evidence.ts"
import { COMPETENCES, type PersonEvidence } from "./evidence.ts"
import type { ShareFigure } from "./ratio.ts"

/** 90 % intervals of one person by competence; null where there is no evidence. `n` is the evidence in things, rounded. */
export type PersonSkills = Readonly<Record<Competence, ShareFigure | null>>

/** Nothing known. */
export const NO_SKILLS: PersonSkills = { find: null, place: null, name: null, transcribe: null }

/** Each person's skills from their evidence, older days counting less, with the project's own people as the prior. */
export function skillsOf(evidence: ReadonlyMap<string, PersonEvidence>): Map<string, PersonSkills> {
  const priors = new Map(
    COMPETENCES.map((of) => [of, projectPrior([...evidence.values()].map((person) => fadeEvidence(person[of])))]),
  )
  const skill = (person: PersonEvidence, of: Competence) => {
    const prior = priors.get(of)
    return prior ? shownSkill(person, of, prior) : null
  }
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

function shownSkill(person: PersonEvidence, of: Competence, prior: SkillPrior): ShareFigure | null {
  const known = fadeEvidence(person[of])
  const n = known.right + known.wrong + known.goldRight + known.goldWrong
  if (n === 0) return null
  const { mean, interval } = skillOf(known, prior)
  return { mean, low: interval[0], high: interval[1], n: Math.round(n) }
}
