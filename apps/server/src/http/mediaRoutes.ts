import { Readable } from "node:stream"
import { withBlanks } from "@justesse/api/blanks"
import type { Deps } from "@justesse/api/core"
import { locateMedia, locateTiles, readDownload } from "@justesse/api/files"
import { withoutMetadata } from "@justesse/api/withoutMetadata"
import { tileNumber } from "@justesse/types"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { credentialsOf, sendFailure } from "./requests.ts"
import { soundBlobs } from "./soundBlobs.ts"
import { tilePacks } from "./tilePacks.ts"

/** A byte range of `size` as a client asked for it; null for the whole, undefined when it cannot be had. */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number } | null | undefined {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? "")
  if (!asked || (asked[1] === "" && asked[2] === "")) return null
  const start = asked[1] === "" ? Math.max(0, size - Number(asked[2])) : Number(asked[1])
  const end = asked[1] === "" || asked[2] === "" ? size - 1 : Math.min(Number(asked[2]), size - 1)
  return start <= end && start < size ? { start, end } : undefined
}

/**
 * Sends a file that never changes under its `etag`: whole, or the bytes that were asked for. A range of another file than the
 * one that `If-Range` names is answered with the whole.
 */
async function partial(
  reply: FastifyReply,
  request: FastifyRequest,
  { size, etag }: { readonly size: number; readonly etag: string },
  open: (range?: { start: number; end: number }) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
) {
  void reply.header("accept-ranges", "bytes").header("etag", etag)
  if (request.headers["if-none-match"]?.split(/\s*,\s*/).includes(etag)) return reply.code(304).send()
  const condition = request.headers["if-range"]
  const range = condition === undefined || condition === etag ? rangeOf(request.headers.range, size) : null
  if (range === undefined) return reply.code(416).header("content-range", `bytes */${size}`).send()
  if (range === null) return reply.header("content-length", size).send(await open())
  const length = range.end - range.start + 1
  return reply
    .code(206)
    .header("content-range", `bytes ${range.start}-${range.end}/${size}`)
    .header("content-length", length)
    .send(await open(range))
}

/** What people know a file of the outbox by: without the part that nobody can guess. */
function plainName(stored: string): string {
  return (stored.split("/").at(-1) ?? stored).replace(/-[A-Za-z0-9]{16}(?=\.zip$)/, "")
}

/** Sends a file of the outbox under the name that people know it by: whole, or the bytes that were asked for. */
export async function sendStored(
  reply: FastifyReply,
  request: FastifyRequest,
  deps: Pick<Deps, "outbox" | "sha256">,
  { file, stored }: { readonly file: string; readonly stored: string },
) {
  const size = await deps.outbox.size(stored)
  if (size === null) return reply.code(404).send({ code: "not_found", detail: {} })
  void reply.header("content-type", "application/zip").header("content-disposition", `attachment; filename="${file}"`)
  // The name in the outbox is drawn anew for each file, and a file there is whole.
  const etag = `"${deps.sha256(`${stored} ${size}`).slice(0, 32)}"`
  return partial(reply, request, { size, etag }, (range) => deps.outbox.open(stored, range))
}

async function whole(bytes: AsyncIterable<Uint8Array> | Buffer): Promise<Buffer> {
  if (bytes instanceof Buffer) return bytes
  const chunks: Uint8Array[] = []
  // A Buffer went back above; the compiler keeps its numbers in mind.
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

interface TileRoute {
  readonly Params: { token: string; level: string; place: string }
}

/** Pictures by signed address with their tiles, and finished exports. Kinds are what the content is, never what a name says. */
export function mediaRoutes(deps: Deps) {
  const blobs = soundBlobs(deps)
  const packs = tilePacks(deps)
  return async (scope: FastifyInstance) => {
    scope.get<{ Params: { token: string } }>("/media/:token", async (request, reply) => {
      try {
        const found = await locateMedia(deps, request.params.token, await deps.sessions.who(credentialsOf(request)))
        if (!found) return reply.code(404).send({ code: "not_found", detail: {} })
        const describe = () =>
          reply
            .header("content-type", found.mediaType)
            .header("cache-control", "private, max-age=3600, immutable")
            .header("content-disposition", "inline")
            .header("content-security-policy", "default-src 'none'; sandbox")
        if (found.bytes !== null) {
          // Of the address, not of the bytes: nobody learns from it what else is the same recording.
          const etag = `"${deps.sha256(request.params.token).slice(0, 32)}"`
          const { sha256, bytes: size, blanks } = found
          return await partial(reply, request, { size, etag }, async (range = { start: 0, end: size - 1 }) => {
            const part = await blobs.openPart(sha256, range)
            void describe()
            return blanks.length === 0
              ? part
              : Readable.from(withBlanks(part, range.start, blanks), { objectMode: false })
          })
        }
        const bytes = await blobs.open(found.sha256)
        void describe()
        if (found.isPlain) return reply.send(withoutMetadata(await whole(bytes), found.mediaType))
        return reply.send(bytes instanceof Buffer ? bytes : Readable.from(bytes, { objectMode: false }))
      } catch (error) {
        return sendFailure(error, reply, deps.log)
      }
    })
    scope.get<{ Params: { token: string } }>("/media/:token/tiles", async (request, reply) => {
      try {
        const found = await locateTiles(deps, request.params.token, await deps.sessions.who(credentialsOf(request)))
        if (!found) return reply.code(404).send({ code: "not_found", detail: {} })
        return reply.header("cache-control", "no-store").send({ state: found.state })
      } catch (error) {
        return sendFailure(error, reply, deps.log)
      }
    })
    scope.get<TileRoute>("/media/:token/tiles/:level/:place", async (request, reply) => {
      try {
        const { token, level, place } = request.params
        const found = await locateTiles(deps, token, await deps.sessions.who(credentialsOf(request)))
        const [, column, row] = /^(\d{1,5})_(\d{1,5})$/.exec(place) ?? []
        const asked = [level, column, row].map(Number)
        const number = found?.size ? tileNumber(found.size, asked[0] ?? -1, asked[1] ?? -1, asked[2] ?? -1) : null
        if (!found?.sha256 || !found.size || number === null)
          return reply.code(404).send({ code: "not_found", detail: {} })
        void reply
          .header("content-type", "image/jpeg")
          .header("cache-control", "private, max-age=3600, immutable")
          .header("content-security-policy", "default-src 'none'; sandbox")
        return reply.send(await packs.read(found.sha256, found.size, number))
      } catch (error) {
        return sendFailure(error, reply, deps.log)
      }
    })
    scope.get<{ Params: { token: string } }>("/download/:token", async (request, reply) => {
      const name = readDownload(deps, request.params.token)
      if (name === null) return reply.code(404).send({ code: "not_found", detail: {} })
      return sendStored(reply, request, deps, { file: plainName(name), stored: name })
    })
  }
}
