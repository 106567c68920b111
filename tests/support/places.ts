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
