import { findPerson, updatePerson } from "@justesse/db"
import { listCasesOfThird } from "@justesse/db/decisions"
import { JustesseError } from "@justesse/types"
import type { AwayInput, AwayOutput } from "@justesse/types/wire/decision"
import { awayUntilMs, isAway } from "@justesse/work/appeals/away"
import type { z } from "zod"
import { preferencesOf } from "../account/preferences.ts"
import { inTransaction } from "../core/transaction.ts"
import type { DecisionDeps } from "./context.ts"
import { drawThird } from "./follow.ts"
import { withCase } from "./live.ts"

type AwayDeps = Pick<DecisionDeps, "storage" | "nowMs">

/** Until when somebody is away, as they said; null for somebody who is there. */
export async function awayNow({ storage, nowMs }: AwayDeps, personId: number): Promise<number | null> {
  const person = await findPerson(storage.db, personId)
  const untilMs = (person && preferencesOf(person).awayUntilMs) ?? null
  return isAway(untilMs, nowMs()) ? untilMs : null
}

/**
 * Somebody says that they are away, or back. While they are away nobody draws them, and what lies with them is handed on at once, as by
 * "I know it": its days go on, and where nobody else may decide its author is right. Said twice, nothing is handed on twice.
 *
 * @throws JustesseError invalid_input for a day that is over, or too far ahead
 */
export async function sayAway(
  deps: DecisionDeps,
  personId: number,
  { dayEndsMs }: z.infer<typeof AwayInput>,
): Promise<z.infer<typeof AwayOutput>> {
  const nowMs = deps.nowMs()
  const untilMs = dayEndsMs === null ? null : awayUntilMs(dayEndsMs, nowMs)
  if (dayEndsMs !== null && untilMs === null) throw new JustesseError("invalid_input", { field: "dayEndsMs" })
  await inTransaction(deps, async ({ storage: { db } }) => {
    const person = await findPerson(db, personId)
    if (person) await updatePerson(db, personId, { preferences: { ...preferencesOf(person), awayUntilMs: untilMs } })
  })
  return { awayUntilMs: untilMs, handedOn: untilMs === null ? 0 : await handOnAll(deps, personId) }
}

/** Draws somebody else for each case that lies with a person; how many went on. */
async function handOnAll(deps: DecisionDeps, personId: number): Promise<number> {
  let handedOn = 0
  for (const { publicId } of await listCasesOfThird(deps.storage.db, personId))
    await withCase(deps, publicId, async (inside, one) => {
      // Answered, or handed on, while the others were.
      if (one.state.status !== "appealed" || one.state.assigned?.adjudicatorId !== personId) return
      await drawThird(inside, one, inside.nowMs())
      handedOn++
    })
  return handedOn
}
