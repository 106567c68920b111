import type { ImportRow } from "@justesse/types/wire/imports"

/** What all imports of a project together brought, as it stands now. */
interface SoFar {
  readonly pictures: number
  readonly leftOut: number
  readonly running: number
  readonly waiting: number
}

/**
 * What came in and is still here: of an import that was taken back only what stayed counts, and of one that nothing was
 * written of (looked at, waiting, or stopped before) nothing was left out either.
 */
export function soFar(imports: readonly ImportRow[]): SoFar {
  const of = (state: ImportRow["state"]) => imports.filter((row) => row.state === state).length
  const counted = imports.filter((row) => row.runAtMs !== null && row.state !== "undone")
  const stayed = imports.reduce(
    (sum, { state, undone }) => sum + (state === "undone" ? (undone?.keptPictures ?? 0) : 0),
    0,
  )
  return {
    pictures: counted.reduce((sum, row) => sum + row.pictures, stayed),
    leftOut: counted.reduce((sum, row) => sum + row.leftOut, 0),
    running: of("running"),
    waiting: of("waiting"),
  }
}

/** Returns when an import came in: its end, else its run, else when its files arrived. */
export function getImportTimeMs(row: Pick<ImportRow, "startedAtMs" | "runAtMs" | "endedAtMs">): number {
  return row.endedAtMs ?? row.runAtMs ?? row.startedAtMs
}
