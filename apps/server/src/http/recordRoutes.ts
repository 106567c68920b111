import type { Deps } from "@justesse/api/core"
import { publishedKeys, publishedWithdrawn } from "@justesse/api/records/index"
import { KEYS_PATH, WITHDRAWN_PATH } from "@justesse/types/records/claims"
import type { FastifyInstance } from "fastify"

/**
 * What anybody needs who checks a record of work: the studio's public keys and the numbers of withdrawn records. Pages of any site
 * may read them, so that a record can be checked elsewhere.
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
  }
}
