import { type Context, type Deps, statusOf } from "@justesse/api/core"
import { JustesseError } from "@justesse/types"
import type { FastifyReply, FastifyRequest } from "fastify"

/** Fastify's headers as the web's Headers, without what a client must not say. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value)
  }
  return headers
}

/** Who asks, and where cookies for the answer are collected. */
export async function contextOf(deps: Deps, request: FastifyRequest): Promise<Context & { cookies: string[] }> {
  const headers = headersOf(request)
  return { deps, who: await deps.sessions.who(headers), headers, ip: request.ip, cookies: [] }
}

/** Puts the collected Set-Cookie lines on the answer. */
export function sendCookies(context: Pick<Context, "cookies">, reply: FastifyReply): void {
  if (context.cookies.length > 0) void reply.header("set-cookie", context.cookies)
}

/**
 * Refuses a request that changes something, carries a cookie and comes from another site. Clients without a browser send no
 * Origin; browsers always do on such requests.
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  const origin = request.headers.origin
  if (origin === undefined || request.headers.authorization !== undefined) return
  let host: string
  try {
    host = new URL(origin).host
  } catch {
    throw new JustesseError("not_allowed", { origin: origin.slice(0, 100) })
  }
  const asked = request.headers["x-forwarded-host"] ?? request.headers.host
  if (host !== asked) throw new JustesseError("not_allowed", { origin: origin.slice(0, 100) })
}

/** The body as long as it is not larger than allowed. @throws JustesseError file_too_large */
export async function* bounded(body: AsyncIterable<Uint8Array>, most: number): AsyncIterable<Uint8Array> {
  let taken = 0
  for await (const chunk of body) {
    taken += chunk.length
    if (taken > most) throw new JustesseError("file_too_large", { most })
    yield chunk
  }
}

/** The failure that everybody knows behind one of the platform's: a full disk, or a request that the router refused. */
function known(error: unknown): JustesseError | null {
  if (error instanceof JustesseError) return error
  if (!(error instanceof Error)) return null
  if ("code" in error && error.code === "ENOSPC") return new JustesseError("storage_full")
  const status = "statusCode" in error ? Number(error.statusCode) : 0
  if (status === 413) return new JustesseError("file_too_large")
  // A path that leaves the folder of the pages names nothing here.
  if (status === 403 || status === 404) return new JustesseError("not_found")
  return status >= 400 && status < 500 ? new JustesseError("invalid_input", { field: "" }) : null
}

/** A typed failure outside tRPC, in the same words. */
export function sendFailure(error: unknown, reply: FastifyReply, log: Deps["log"]): FastifyReply {
  const failure = known(error)
  if (failure) return reply.code(statusOf(failure)).send({ code: failure.code, detail: failure.detail })
  log("error", "request", { error: String(error) })
  return reply.code(500).send({ code: "internal", detail: {} })
}
