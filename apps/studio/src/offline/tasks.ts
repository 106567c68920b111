import type { AssignmentId, ProjectSlug } from "@justesse/types"
import type { Guide, Lease } from "@justesse/types/wire/work"
import { orNothing } from "../browser/database.ts"
import { offlineDatabase } from "./database.ts"
import { hasPictures } from "./pictures.ts"

/** Tasks that are leased to somebody, with the labels and guidelines that they are done under, as this computer has them. */
export interface KeptTasks {
  /** Those of a project whose pictures lie here too, in the order of the queue; empty where nothing is kept. */
  whole(project: ProjectSlug): Promise<readonly Lease[]>
  /** The leases of a project from now on; what was kept of others is let go, except for `besides`. */
  keepLeases(project: ProjectSlug, leases: readonly Lease[], besides: readonly AssignmentId[]): Promise<void>
  guide(key: string): Promise<Guide | null>
  keepGuide(key: string, guide: Guide): Promise<void>
}

/** In IndexedDB, of one person. */
export function indexedTasks(person: number): KeptTasks {
  const mine = async (project: ProjectSlug) => {
    const rows = await (await offlineDatabase()).getAll("leases")
    return rows.filter((row) => row.person === person && row.project === project)
  }
  return {
    whole: (project) =>
      orNothing(async () => {
        const rows = (await mine(project)).sort((a, b) => a.position - b.position)
        const here = await Promise.all(rows.map(({ lease }) => hasPictures(lease)))
        return rows.filter((_, n) => here[n]).map(({ lease }) => lease)
      }, []),
    keepLeases: (project, leases, besides) =>
      orNothing(async () => {
        const before = await mine(project)
        const tx = (await offlineDatabase()).transaction(["leases", "pictures"], "readwrite")
        const kept = new Set<AssignmentId>([...leases.map(({ assignmentId }) => assignmentId), ...besides])
        for (const { assignmentId } of before) {
          if (kept.has(assignmentId)) continue
          void tx.objectStore("leases").delete(assignmentId)
          const pictures = tx.objectStore("pictures")
          for (const key of await pictures.index("assignment").getAllKeys(assignmentId)) void pictures.delete(key)
        }
        leases.forEach((lease, position) => {
          const { assignmentId } = lease
          void tx.objectStore("leases").put({ assignmentId, person, project, position, lease })
        })
        await tx.done
      }, undefined),
    guide: (key) => orNothing(async () => (await (await offlineDatabase()).get("guides", key))?.guide ?? null, null),
    keepGuide: (key, guide) =>
      orNothing(async () => void (await (await offlineDatabase()).put("guides", { key, guide })), undefined),
  }
}

/** Where nothing is kept: benches, tests. */
export const NO_TASKS: KeptTasks = {
  whole: async () => [],
  keepLeases: async () => {},
  guide: async () => null,
  keepGuide: async () => {},
}
