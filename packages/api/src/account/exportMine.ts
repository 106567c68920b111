import { collectPersonData } from "@justesse/db"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"

/** Everything stored on the caller, as JSON text to keep: account, roles, every turn, every answer, time and acts. */
export async function exportMine(deps: Pick<Deps, "storage" | "nowMs">, who: Who): Promise<string> {
  const everything = await collectPersonData(deps.storage.db, who.personId)
  return JSON.stringify({ exportedAtMs: deps.nowMs(), ...everything }, null, 1)
}
