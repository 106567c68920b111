import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"

const made: string[] = []
const removeAll = () => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
// Registered before the hooks of the file that imports this, so it runs after them: servers have stopped by then. A benchmark has no
// hooks; its folders go with its process.
if (process.env.VITEST) afterAll(removeAll)
else process.once("exit", removeAll)

/** A folder that nobody else uses; it goes when the tests of the file have ended. */
export function freshFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `justesse-${name}-`))
  made.push(folder)
  return folder
}
