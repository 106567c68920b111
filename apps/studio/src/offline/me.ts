import type { Me } from "@justesse/types/wire/account"
import { orNothing } from "../browser/database.ts"
import { offlineDatabase } from "./database.ts"

/** The one row of who is signed in on this computer. */
export const ME = "me"

/** Who is signed in here, for pages that open without a network; a visitor is nobody, and nothing is kept of who was before. */
export function keepMe(me: Me): Promise<void> {
  return orNothing(async () => {
    const database = await offlineDatabase()
    if (me.person) await database.put("people", { key: ME, me })
    else await database.delete("people", ME)
  }, undefined)
}
