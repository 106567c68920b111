import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Deps, Who } from "@justesse/api/core"
import { commandLinePerson } from "@justesse/api/services"
import { deleteEndlessTokens, findPerson } from "@justesse/db"
import { TokenScope } from "@justesse/types"

/** What tokens of earlier versions were called, which were stored. */
const STORED_NAME = "command line of this computer"

/**
 * The token by which commands on this data folder act. It lives in this process and in `<data>/owner.token` alone, and belongs
 * to whoever is the operator at that moment: also to one who set the studio up after it was made.
 */
export function ownerToken(deps: Pick<Deps, "storage" | "nowMs" | "hmac" | "sha256" | "randomToken">) {
  const token = `jst_${deps.randomToken()}`
  const sha256 = deps.sha256(token)
  return {
    /** Whoever sends this token; null for another one. */
    async who(hash: string): Promise<Who | null> {
      if (hash !== sha256) return null
      const personId = await commandLinePerson(deps)
      const person = await findPerson(deps.storage.db, personId)
      return { personId, name: person?.name ?? "", operator: true, scopes: TokenScope.options, holdsFolder: true }
    },
    /** Ends the token of earlier versions, which was stored. */
    endStored: () => deleteEndlessTokens(deps.storage.db, STORED_NAME),
    /** Writes the file (mode 0600): the address of this server and the token. Answers what removes it. */
    async write(dataDir: string, address: string): Promise<() => Promise<void>> {
      const path = join(dataDir, "owner.token")
      await rm(path, { force: true })
      await writeFile(path, `${address}\n${token}\n`, { mode: 0o600 })
      return () => rm(path, { force: true })
    },
  }
}
