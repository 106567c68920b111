import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Deps } from "@justesse/api/core"
import { commandLinePerson, createToken } from "@justesse/api/services"
import { people, tokens } from "@justesse/db"
import { TokenScope } from "@justesse/types"

const NAME = "command line of this computer"

/**
 * Writes `<data>/owner.token` (mode 0600): the address of this server and a token by which commands on the same folder act for
 * the operator. Made anew at each start; the one before stops working.
 */
export async function writeOwnerToken(deps: Deps, dataDir: string, address: string): Promise<() => Promise<void>> {
  const path = join(dataDir, "owner.token")
  const personId = await commandLinePerson(deps)
  const person = await people(deps.storage.db).byId(personId)
  for (const old of await tokens(deps.storage.db).ofPerson(personId))
    if (old.name === NAME) await tokens(deps.storage.db).remove(old.id, personId)
  const { token } = await createToken(deps, personId, person?.operator ?? false, {
    name: NAME,
    scopes: TokenScope.options.filter((scope) => scope !== "operate" || person?.operator === true),
    days: null,
  })
  await rm(path, { force: true })
  await writeFile(path, `${address}\n${token}\n`, { mode: 0o600 })
  return () => rm(path, { force: true })
}
