import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const made: string[] = []

/** Removes what {@link freshFolder} made: `afterFile.ts` calls it at the end of each file of tests, a benchmark as it ends. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
process.once("exit", removeFolders)

/** A folder that nobody else uses; it goes when the tests of the file have ended. */
export function freshFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `justesse-${name}-`))
  made.push(folder)
  return folder
}
