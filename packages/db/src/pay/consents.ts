import type { PayMode } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** That somebody said yes to how a project pays them, or does not, under which guideline and when. */
interface Consent {
  readonly projectId: number
  readonly personId: number
  readonly mode: PayMode
  readonly guidelineVersion: number
  readonly atMs: number
}

/** Stores that somebody said yes; what they said before stays. */
export async function insertConsent(tx: OpenTransaction, consent: Consent): Promise<void> {
  const { projectId, personId, mode, guidelineVersion, atMs } = consent
  await tx
    .insertInto("pay_consent")
    .values({
      project_id: projectId,
      person_id: personId,
      mode,
      guideline_version: guidelineVersion,
      at_ms: atMs,
    })
    .execute()
}

/** When somebody last said yes to a way of paying in a project; null for never. */
export async function findConsentMs(
  db: Kysely<Database>,
  of: Pick<Consent, "projectId" | "personId" | "mode">,
): Promise<number | null> {
  const row = await db
    .selectFrom("pay_consent")
    .select(({ fn }) => fn.max("at_ms").as("at"))
    .where("project_id", "=", of.projectId)
    .where("person_id", "=", of.personId)
    .where("mode", "=", of.mode)
    .executeTakeFirst()
  return row?.at ?? null
}
