import { findModel, findModelVersion } from "@justesse/db/quality"
import { MODEL_VERSION, type ProjectModel } from "@justesse/quality/project/fit"
import type { Deps } from "../core/deps.ts"

/** The model of a project's people by which tasks are settled now; version 0 for none. */
export interface ModelInForce {
  readonly version: number
  readonly model: ProjectModel | null
}

const NONE: ModelInForce = { version: 0, model: null }
/** Models kept in memory, the last used ones. */
const MOST_KEPT = 50
const kept = new WeakMap<object, Map<number, ModelInForce>>()

/** The model in force, read again when a newer one was stored. */
export async function modelInForce({ storage }: Pick<Deps, "storage">, projectId: number): Promise<ModelInForce> {
  const models = kept.get(storage) ?? new Map<number, ModelInForce>()
  kept.set(storage, models)
  const version = await findModelVersion(storage.db, projectId)
  if (version === 0) return NONE
  const known = models.get(projectId)
  if (known?.version === version) return known
  const stored = await findModel(storage.db, projectId)
  if (!stored) return NONE
  const fresh: ModelInForce = { version: stored.version, model: readModel(stored.model) }
  models.delete(projectId)
  models.set(projectId, fresh)
  if (models.size > MOST_KEPT) for (const oldest of [...models.keys()].slice(0, 1)) models.delete(oldest)
  return fresh
}

/** The stored model; null where another version of the program fitted it: then the rule alone decides until the next fit. */
function readModel(stored: string): ProjectModel | null {
  const model: ProjectModel = JSON.parse(stored) // written by `runQuality` alone
  return model.version === MODEL_VERSION ? model : null
}
