import { createHash } from "node:crypto"
import { Readable } from "node:stream"
import type { Deps } from "@justesse/api/core"
import { BASE, type FileAnswer, openApi, type RawBody, ROUTES, type Route } from "@justesse/api/rest"
import { JustesseError } from "@justesse/types"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { uploadFolder } from "../files/folders.ts"
import { sendStored } from "./mediaRoutes.ts"
import { bounded, contextOf, refuseForeignOrigin, refuseSimpleBody, sendFailure } from "./requests.ts"

type Uploads = ReturnType<typeof uploadFolder>

/** `{name}` of the table as the server's router writes it; what follows a parameter in its segment bounds it. */
function patternOf(path: string): string {
  return `${BASE}${path.replaceAll(/\{(\w+)\}(\.\w+)?/g, (_, name: string, ending?: string) =>
    ending === undefined ? `:${name}` : `:${name}(^[^/.]+)${ending}`,
  )}`
}

/** Everything under `/api/v1`, from the table of routes, and the document that describes it. */
export function restRoutes(deps: Deps, uploads: Uploads) {
  return async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload))
    scope.get("/openapi.json", async () => openApi(deps.settings.get().address, deps.host.version))
    for (const route of ROUTES) {
      scope.route({
        method: route.method,
        url: patternOf(route.path),
        bodyLimit: route.mostBytes,
        handler: async (request, reply) => {
          try {
            if (route.method !== "get") {
              refuseForeignOrigin(request, deps.settings.get().address)
              if (route.body !== null) refuseSimpleBody(request, route.body === "file" ? "file" : "json")
            }
            return await answer(deps, uploads, route, request, reply)
          } catch (error) {
            return sendFailure(error, reply, deps.log)
          }
        },
      })
    }
    scope.all(`${BASE}/*`, (_request, reply) => reply.code(404).send({ code: "not_found", detail: {} }))
  }
}

async function answer(deps: Deps, uploads: Uploads, route: Route, request: FastifyRequest, reply: FastifyReply) {
  const gone = new AbortController()
  reply.raw.once("close", () => gone.abort())
  // The parser above hands the stream on; a request without a body has none.
  const stream = (request.body ?? Readable.from([])) as AsyncIterable<Uint8Array>
  const result = await route.run({
    ctx: await contextOf(deps, request),
    params: request.params,
    query: request.query,
    json: route.body === null || route.body === "file" ? undefined : await jsonIn(stream, route.mostBytes),
    raw: rawBody(uploads, stream),
    signal: gone.signal,
  })
  // A route that answers "file" answers where the file lies.
  if (route.answer === "file") return sendStored(reply, request, deps, result as FileAnswer)
  return reply.code(route.status).send(result)
}

function rawBody(uploads: Uploads, stream: AsyncIterable<Uint8Array>): RawBody {
  return {
    async keep(project, batch, name, mostBytes) {
      const hash = createHash("sha256")
      const bytes = await uploads.write(project, batch, name, hashed(bounded(stream, mostBytes), hash))
      return { bytes, sha256: hash.digest("hex") }
    },
  }
}

async function* hashed(body: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of body) {
    hash.update(chunk)
    yield chunk
  }
}

async function jsonIn(stream: AsyncIterable<Uint8Array>, most: number): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bounded(stream, most)) chunks.push(chunk)
  if (chunks.length === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"))
  } catch {
    throw new JustesseError("invalid_input", { field: "", rule: "json" })
  }
}
