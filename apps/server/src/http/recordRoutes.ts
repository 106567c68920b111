import { Readable } from "node:stream"
import { type Deps, personAccess } from "@justesse/api/core"
import { everythingFiles } from "@justesse/api/records/everything"
import { publishedKeys, publishedWithdrawn } from "@justesse/api/records/index"
import { KEYS_PATH, WITHDRAWN_PATH } from "@justesse/types/records/claims"
import type { FastifyInstance } from "fastify"
import { contextOf } from "./requests.ts"

/** Everything that refers to whoever asks, zipped while it is read. */
function everythingRoute(scope: FastifyInstance, deps: Deps): void {
  scope.get("/everything.zip", async (request, reply) => {
    const { who } = await contextOf(deps, request)
    const { personId } = personAccess(who, "read")
    const files = deps.zip(everythingFiles(deps, personId))
    void reply
      .header("content-type", "application/zip")
      .header("cache-control", "no-store")
      .header("content-disposition", 'attachment; filename="justesse-about-me.zip"')
    return reply.send(Readable.from(files, { objectMode: false }))
  })
}

/**
 * What anybody needs who checks a record of work: the studio's public keys and the numbers of withdrawn records. Pages of any site
 * may read them, so that a record can be checked elsewhere. And everything about whoever is signed in, to take away.
 */
export function recordRoutes(deps: Deps) {
  return async (scope: FastifyInstance) => {
    const publish = (path: string, read: () => Promise<unknown>) =>
      scope.get(path, async (_request, reply) => {
        void reply
          // A record that was withdrawn a moment ago is told as such.
          .header("cache-control", "no-cache")
          .header("access-control-allow-origin", "*")
          .header("cross-origin-resource-policy", "cross-origin")
        return read()
      })
    publish(KEYS_PATH, () => publishedKeys(deps))
    publish(WITHDRAWN_PATH, () => publishedWithdrawn(deps))
    everythingRoute(scope, deps)
  }
}
