import { findQualities, type GoldAnswer, setGoldRate, setQuality } from "@justesse/db"
import {
  addGoldEvidence,
  type GoldEvidence,
  goldRate,
  goldSkill,
  NO_GOLD_EVIDENCE,
} from "@justesse/quality/gold/evidence"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"

type Db = Deps["storage"]["db"]

const Tally = z.object({ right: z.number().min(0), wrong: z.number().min(0) })
const Evidence = z.object({ find: Tally, place: Tally, name: Tally, transcribe: Tally })

/** Under this key `person_quality.body` holds what gold says of a person: sums by competence. */
const TOPIC = "gold"

/** Evidence as stored with an answer to gold. */
function readEvidence(text: string): GoldEvidence {
  return Evidence.parse(JSON.parse(text))
}

/** What gold says of these people, by person; nothing of those who met none. */
export async function goldEvidenceOf(
  db: Db,
  projectId: number,
  people: readonly number[],
): Promise<Map<number, GoldEvidence>> {
  const stored = await findQualities(db, projectId, people)
  return new Map(
    people.map((person) => {
      const found = Evidence.safeParse(stored.get(person)?.[TOPIC])
      return [person, found.success ? found.data : NO_GOLD_EVIDENCE]
    }),
  )
}

/** How likely a person is right in each competence, as far as other gold than this one tells. */
export function skillWithout(all: GoldEvidence | undefined, own: GoldAnswer | undefined) {
  const evidence = addGoldEvidence(
    all ?? NO_GOLD_EVIDENCE,
    own && own.source === "gold" ? readEvidence(own.evidence) : NO_GOLD_EVIDENCE,
    -1,
  )
  return {
    find: goldSkill(evidence.find),
    place: goldSkill(evidence.place),
    name: goldSkill(evidence.name),
    transcribe: goldSkill(evidence.transcribe),
  }
}

/**
 * Puts new comparisons in the place of earlier ones into what is known of each person, and lets them draw gold as often
 * as it still tells something. Try-outs say nothing about anybody: they were learning.
 */
export async function bookEvidence(
  db: Db,
  projectId: number,
  changes: readonly { readonly before: GoldAnswer | undefined; readonly after: GoldAnswer }[],
  nowMs: number,
): Promise<void> {
  const mixedIn = changes.filter(({ after }) => after.source === "gold")
  const known = await goldEvidenceOf(
    db,
    projectId,
    mixedIn.map(({ after }) => after.personId),
  )
  for (const { before, after } of mixedIn) {
    const without = addGoldEvidence(
      known.get(after.personId) ?? NO_GOLD_EVIDENCE,
      before ? readEvidence(before.evidence) : NO_GOLD_EVIDENCE,
      -1,
    )
    const value = addGoldEvidence(without, readEvidence(after.evidence))
    known.set(after.personId, value)
    const items = value.find.right + value.find.wrong
    await setQuality(db, projectId, after.personId, { name: TOPIC, value, items, nowMs })
    await setGoldRate(db, projectId, after.personId, goldRate(value))
  }
}
