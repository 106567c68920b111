import { join } from "node:path"
import { type Deps, memberAccess, signedIn, statusOf, type Who } from "@justesse/api/core"
import { JustesseError, ProjectSlug } from "@justesse/types"
import { Server } from "@tus/server"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { z } from "zod"
import type { uploadFolder } from "../files/folders.ts"
import { openUploads } from "./openUploads.ts"
import { contextOf, knownFailure, refuseForeignOrigin, sendFailure, webCredentials } from "./requests.ts"
import { TusStore } from "./tusStore.ts"

/** What an upload says of itself: where it belongs, and its name there. */
const Metadata = z.object({ project: ProjectSlug, batch: z.uuid(), name: z.string().min(1).max(1_024) })
const PATH = "/upload/tus"
const MOST_BYTES = 20e9
/** A part that nobody goes on with is removed after this time. */
const KEPT_MS = 24 * 3_600_000
const SWEPT_EVERY_MS = 3_600_000

/** The words of a failure, as everywhere: {code, detail}. */
function refusal(error: unknown): { status_code: number; body: string } {
  const known = error instanceof JustesseError ? error : new JustesseError("invalid_input", { field: "upload" })
  return {
    status_code: known.code === "too_many_uploads" ? 429 : 400,
    body: JSON.stringify({ code: known.code, detail: known.detail }),
  }
}

function metadataOf(raw: Record<string, string | null> | undefined) {
  const read = Metadata.safeParse(raw ?? {})
  if (!read.success) throw new JustesseError("name_unsafe", { name: "" })
  return read.data
}

type Uploads = ReturnType<typeof uploadFolder>

/** What speaks the protocol: a whole file moves to its place in its batch before the last part is answered. */
function tusServer(deps: Deps, uploads: Uploads, directory: string, datastore: TusStore): Server {
  const open = openUploads(directory)
  return new Server({
    path: PATH,
    datastore,
    maxSize: MOST_BYTES,
    relativeLocation: true,
    disableTerminationForFinishedUploads: true,
    // What the protocol itself says (a wrong offset, a lock) has a status of its own.
    async onResponseError(_request, error) {
      if (!(error instanceof Error)) return undefined
      const failure = knownFailure(error)
      if (!failure) deps.log("error", "upload", { error: String(error) })
      const { code, detail } = failure ?? { code: "internal", detail: {} }
      return { status_code: failure ? statusOf(failure) : 500, body: JSON.stringify({ code, detail }) }
    },
    async onUploadCreate(request, upload) {
      try {
        const { project, batch, name } = metadataOf(upload.metadata)
        // What was read of the announcement before may not be what the protocol reads of it: this is what counts.
        const who = await deps.sessions.who(webCredentials(request.headers))
        await ownerOf(deps, who, project)
        uploads.target(project, batch, name)
        const person = String(who?.personId)
        await open.begin(upload.id, person, deps.settings.get().quotas.uploads)
        return { metadata: { ...upload.metadata, person } }
      } catch (error) {
        throw refusal(error)
      }
    },
    async onUploadFinish(_request, upload) {
      const { project, batch, name } = metadataOf(upload.metadata)
      await uploads.adopt(project, batch, name, join(directory, upload.id))
      return {}
    },
  })
}

const ownerOf = (deps: Deps, who: Who | null, project: ProjectSlug) =>
  memberAccess({ deps }, signedIn(who, "import"), project, ["owner"])

/** Only an owner of the project that an upload belongs to may begin it, ask about it or go on with it. */
async function mayUpload(deps: Deps, store: TusStore, request: FastifyRequest): Promise<void> {
  // The whole address: the protocol takes its last part, be it behind a question mark.
  const id = /^\/upload\/tus\/([0-9a-f]{32})$/.exec(request.url)?.[1]
  if (id === undefined && request.method === "OPTIONS") return
  if (id === undefined && request.method !== "POST") throw new JustesseError("not_found")
  const said = id === undefined ? announced(request.headers["upload-metadata"]) : await storedMetadata(store, id)
  const { who } = await contextOf(deps, request)
  await ownerOf(deps, who, metadataOf(said).project)
}

async function storedMetadata(store: TusStore, id: string): Promise<Record<string, string | null> | undefined> {
  const upload = await store.getUpload(id).catch(() => null)
  if (!upload) throw new JustesseError("not_found")
  return upload.metadata
}

/**
 * Large files, resumable by the tus protocol: what has arrived is on the disk, so an upload goes on where it was after the
 * connection, the page or the server was gone. A whole file lies in its batch as if it had been put there at once.
 */
export function tusRoutes(deps: Deps, uploads: Uploads, directory: string) {
  const store = new TusStore(directory, KEPT_MS)
  const server = tusServer(deps, uploads, directory, store)
  const collect = () => void server.cleanUpExpiredUploads().catch(() => 0)
  return async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload))
    const handle = async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        refuseForeignOrigin(request, deps.settings.get().address)
        await mayUpload(deps, store, request)
      } catch (error) {
        return sendFailure(error, reply, deps.log)
      }
      reply.hijack()
      await server.handle(request.raw, reply.raw)
    }
    const method = ["POST", "PATCH", "HEAD", "DELETE", "OPTIONS"]
    scope.route({ method, url: PATH, exposeHeadRoute: false, handler: handle })
    scope.route({ method, url: `${PATH}/*`, exposeHeadRoute: false, handler: handle })
    const often = setInterval(collect, SWEPT_EVERY_MS).unref()
    scope.addHook("onReady", async () => collect())
    scope.addHook("onClose", async () => clearInterval(often))
  }
}

/** `Upload-Metadata`: names with base64 of their values, parted by commas. */
function announced(header: string | string[] | undefined): Record<string, string | null> {
  const pairs = `${header ?? ""}`.split(",").map((pair) => pair.trim().split(" "))
  return Object.fromEntries(
    pairs.map(([name = "", value]) => [
      name,
      value === undefined ? null : Buffer.from(value, "base64").toString("utf8"),
    ]),
  )
}
