import { Readable } from "node:stream"
import { readSelection, selectionFiles } from "@justesse/api/assets/download"
import type { Deps } from "@justesse/api/core"
import type { FastifyInstance } from "fastify"

/** Selections of pictures and labels by signed address, zipped while they are drawn. */
export function selectionRoutes(deps: Deps) {
  return async (scope: FastifyInstance) => {
    scope.get<{ Params: { token: string } }>("/selection/:token", async (request, reply) => {
      const plan = await readSelection(deps, request.params.token)
      if (!plan) return reply.code(404).send({ code: "not_found", detail: {} })
      void reply
        .header("content-type", "application/zip")
        .header("cache-control", "no-store")
        .header("content-disposition", `attachment; filename="${plan.file}"`)
      return reply.send(Readable.from(deps.zip(selectionFiles(deps, plan)), { objectMode: false }))
    })
  }
}
