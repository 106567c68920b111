import { people, projects } from "@justesse/db"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { pseudonymFor } from "./pseudonym.ts"

const NAME = "Command line"
const EMAIL = "command-line@localhost.invalid"

/** For whom commands on the data folder act: the first operator, or, before set-up, a person without an account. */
export async function commandLinePerson(deps: Pick<Deps, "storage" | "nowMs">): Promise<number> {
  const repo = people(deps.storage.db)
  const operator = (await repo.all())
    .filter((person) => person.operator && person.active)
    .sort((a, b) => a.id - b.id)[0]
  if (operator) return operator.id
  const known = await repo.byEmail(EMAIL)
  return (
    known?.id ??
    repo.add({
      authUserId: null,
      name: NAME,
      email: EMAIL,
      operator: false,
      preferences: DEFAULT_PREFERENCES,
      madeAtMs: deps.nowMs(),
    })
  )
}

/** Projects that commands made before anybody had set the studio up become the first operator's too. */
export async function adoptCommandLineProjects(
  deps: Pick<Deps, "storage" | "nowMs" | "hmac">,
  operatorId: number,
): Promise<void> {
  const known = await people(deps.storage.db).byEmail(EMAIL)
  if (!known) return
  const repo = projects(deps.storage.db)
  for (const project of await repo.ofPerson(known.id)) {
    await repo.addMember(
      project.id,
      operatorId,
      ["owner", "reviewer", "annotator"],
      await pseudonymFor(deps, project.id, operatorId),
      deps.nowMs(),
    )
  }
}
