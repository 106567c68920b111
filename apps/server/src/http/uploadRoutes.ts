import { Readable } from "node:stream"
import { type Deps, memberAccess, signedIn } from "@justesse/api/core"
import { addGuidelinePicture } from "@justesse/api/guidelines/index"
import { JustesseError, ProjectSlug } from "@justesse/types"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { z } from "zod"
import type { uploadFolder } from "../files/folders.ts"
import { bounded, contextOf, refuseForeignOrigin, sendFailure } from "./requests.ts"
import { keepGroup } from "./uploadGroups.ts"

const Params = z.object({ project: ProjectSlug, batch: z.union([z.uuid(), z.literal("guideline")]) })
const GroupParams = z.object({ project: ProjectSlug, batch: z.uuid() })
const Query = z.object({ name: z.string().min(1).max(1_024) })

/** Largest file of an upload: 20 GB, streamed to disk. */
const MOST_BYTES = 20e9
const MOST_GUIDELINE_BYTES = 20e6

async function whole(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bounded(body, most)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The project, when the caller owns it; otherwise the same refusals as everywhere. */
async function ownedProject(deps: Deps, request: FastifyRequest, slug: ProjectSlug) {
  const context = await contextOf(deps, request)
  return memberAccess(context, signedIn(context.who, "import"), slug, ["owner"])
}

/** The parser of these routes hands the stream on; a request without a body has none. */
const bodyOf = (request: FastifyRequest) => (request.body ?? Readable.from([])) as AsyncIterable<Uint8Array>

/**
 * `PUT /upload/<project>/<batch>?name=<path>`: one file a request, raw body, streamed to its place; `PUT` of `…/group`: several
 * small ones (`UploadGroup`); `GET` of the batch lists what has arrived whole.
 */
export function uploadRoutes(deps: Deps, uploads: ReturnType<typeof uploadFolder>) {
  return async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload))
    scope.get("/upload/:project/:batch", async (request, reply) => {
      try {
        const params = Params.safeParse(request.params)
        if (!params.success) throw new JustesseError("not_found")
        const project = await ownedProject(deps, request, params.data.project)
        return { files: await uploads.arrived(project.slug, params.data.batch) }
      } catch (error) {
        return sendFailure(error, reply, deps.log)
      }
    })
    scope.put("/upload/:project/:batch/group", { bodyLimit: MOST_BYTES }, async (request, reply) => {
      try {
        refuseForeignOrigin(request, deps.settings.get().address)
        const params = GroupParams.safeParse(request.params)
        if (!params.success) throw new JustesseError("not_found")
        const project = await ownedProject(deps, request, params.data.project)
        const keep = (files: readonly { name: string; body: Uint8Array }[]) =>
          uploads.writeAll(project.slug, params.data.batch, files)
        return await keepGroup(bodyOf(request), keep, deps.log)
      } catch (error) {
        return sendFailure(error, reply, deps.log)
      }
    })
    scope.put("/upload/:project/:batch", { bodyLimit: MOST_BYTES }, async (request, reply) => {
      try {
        refuseForeignOrigin(request, deps.settings.get().address)
        const params = Params.safeParse(request.params)
        if (!params.success) throw new JustesseError("not_found")
        const project = await ownedProject(deps, request, params.data.project)
        const body = bodyOf(request)
        if (params.data.batch === "guideline")
          return { sha256: await addGuidelinePicture(deps, project, await whole(body, MOST_GUIDELINE_BYTES)) }
        const query = Query.safeParse(request.query)
        if (!query.success) throw new JustesseError("name_unsafe", { name: "" })
        const bytes = await uploads.write(project.slug, params.data.batch, query.data.name, bounded(body, MOST_BYTES))
        return { bytes }
      } catch (error) {
        return sendFailure(error, reply, deps.log)
      }
    })
  }
}
