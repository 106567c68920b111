import type { Health } from "@justesse/types/wire/admin"

/** The backup that waits or is being made, and how far it is; null when none is. */
export interface BackupGoing {
  readonly done: number
  /** 0 while its rows are being written: nobody knows yet how many files follow. */
  readonly total: number
}

/** The oldest backup among the jobs that has not ended. */
export function backupGoing(jobs: Health["jobs"]): BackupGoing | null {
  const going = jobs.filter(({ kind, state }) => kind === "backup" && (state === "queued" || state === "running"))
  const oldest = going.at(-1)
  return oldest ? { done: oldest.done, total: oldest.total } : null
}
