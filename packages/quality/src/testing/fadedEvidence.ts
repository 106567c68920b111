import type { PersonEvidence } from "../project/evidence.ts"
import type { Competence } from "../skill/beta.ts"
import { type Evidence, fadeEvidence } from "../skill/evidence.ts"

export type { Competence }

/** What is known of one person at one thing; nothing where nobody told. */
export function fadeEvidenceOf(
  evidence: ReadonlyMap<string, PersonEvidence>,
  person: string,
  of: Competence,
): Evidence {
  return fadeEvidence(evidence.get(person)?.[of] ?? [])
}
