import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** Root of the checkout. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What `npm test` builds before it runs anything. */
export const BUNDLES = {
  server: join(ROOT, "apps/server/dist/main.js"),
  cli: join(ROOT, "apps/cli/dist/main.js"),
  studio: join(ROOT, "apps/studio/dist"),
} as const

const made: string[] = []
process.once("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

/** A folder that nobody else uses; it goes when the tests end. */
export function freshFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `justesse-${name}-`))
  made.push(folder)
  return folder
}
