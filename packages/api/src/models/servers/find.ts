import { findServer, type ModelServer } from "@justesse/db/models/servers"
import type { ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"
import { requireThere } from "../../projects/guard.ts"
import { READING } from "./readPage.ts"

/** A model of a project by its number. @throws JustesseError not_found */
export async function requireServer(
  { storage }: Pick<Deps, "storage">,
  project: ProjectAccess,
  id: number,
): Promise<ModelServer> {
  requireThere(project)
  const server = await findServer(storage.db, project.id, id)
  if (!server || server.kind === READING) throw new JustesseError("not_found", { server: id })
  return server
}
