import { findProject } from "@justesse/db"
import { countRunningImports } from "@justesse/db/imports"
import { findPairing, listOpenProjectsOf } from "@justesse/db/work/pairs"
import { KINDS, ProjectKind } from "@justesse/types"
import { eachOf, makePairs, type Pairing } from "./make.ts"

/** Kinds whose tasks are about two assets. */
const COMPARING = ProjectKind.options.filter((kind) => KINDS[kind].about === "pair")

/** Pictures that come one after the other are put beside each other once no more came for so long. */
const REST_MS = 1_000

/** What each project stood at when its pairs were looked at last, by storage: nothing is read again while nothing changed. */
const seen = new WeakMap<object, Map<number, string>>()

/**
 * Puts assets beside each other in every open project that compares two, once its pictures are in; what comes later joins. Returns how
 * many pairs were new.
 */
export async function stepPairs(deps: Pairing): Promise<number> {
  const { db } = deps.storage
  const known = seen.get(deps.storage) ?? new Map<number, string>()
  seen.set(deps.storage, known)
  let made = 0
  for (const id of await listOpenProjectsOf(db, COMPARING)) {
    const project = await findProject(db, id)
    if (!project || eachOf(project) === 0) continue
    const { count, lastMs } = await findPairing(db, id)
    const now = `${count} ${lastMs} ${eachOf(project)}`
    if (known.get(id) === now || deps.nowMs() - lastMs < REST_MS) continue
    if ((await countRunningImports(db, id)) > 0) continue
    made += await makePairs(deps, project)
    known.set(id, now)
  }
  return made
}
