import { orNothing } from "../browser/database.ts"
import { offlineDatabase } from "../offline/database.ts"

/** Forgets the tasks of a project that this computer keeps for hours without a network, with their pictures. */
export function letGoOf(project: string): Promise<void> {
  return orNothing(async () => {
    const tx = (await offlineDatabase()).transaction(["leases", "pictures"], "readwrite")
    const pictures = tx.objectStore("pictures")
    for (const { assignmentId, project: of } of await tx.objectStore("leases").getAll()) {
      if (of !== project) continue
      void tx.objectStore("leases").delete(assignmentId)
      for (const key of await pictures.index("assignment").getAllKeys(assignmentId)) void pictures.delete(key)
    }
    await tx.done
  }, undefined)
}
