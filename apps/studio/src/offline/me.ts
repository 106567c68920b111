import { Me } from "@justesse/types/wire/account"
import { orNothing } from "../browser/database.ts"
import { offlineDatabase } from "./database.ts"

const KEY = "me"

/** Who is signed in here, for pages that open without a network; a visitor is nobody, and nothing is kept of who was before. */
export function keepMe(me: Me): Promise<void> {
  return orNothing(async () => {
    const database = await offlineDatabase()
    if (me.person) await database.put("people", { key: KEY, me })
    else await database.delete("people", KEY)
  }, undefined)
}

/** Who was signed in when the studio was reached last; null for nobody. */
export function findMe(): Promise<Me | null> {
  return orNothing(async () => {
    const kept = await (await offlineDatabase()).get("people", KEY)
    // As an earlier version of the studio may have kept it.
    return Me.safeParse(kept?.me).data ?? null
  }, null)
}
