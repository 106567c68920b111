import { Me } from "@justesse/types/wire/account"
import { orNothing } from "../browser/database.ts"
import { offlineDatabase } from "./database.ts"
import { ME } from "./me.ts"

/** Who was signed in when the studio was reached last; null for nobody. By itself: what it is checked by is read without a network alone. */
export function findMe(): Promise<Me | null> {
  return orNothing(async () => {
    const kept = await (await offlineDatabase()).get("people", ME)
    // As an earlier version of the studio may have kept it.
    return Me.safeParse(kept?.me).data ?? null
  }, null)
}
