import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** Root of the checkout. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What a checkout builds: two programs to import, and the folder of the pages. */
export interface Bundles {
  readonly server: string
  readonly cli: string
  readonly studio: string
}

/** The bundles of a checkout. */
export function bundlesIn(root: string): Bundles {
  return {
    server: join(root, "apps/server/dist/main.js"),
    cli: join(root, "apps/cli/dist/main.js"),
    studio: join(root, "apps/studio/dist"),
  }
}

/** What `npm test` builds before it runs anything. */
export const BUNDLES = bundlesIn(ROOT)
