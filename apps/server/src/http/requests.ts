import { type Context, type Credentials, type Deps, statusOf } from "@justesse/api/core"
import { JustesseError } from "@justesse/types"
import type { FastifyReply, FastifyRequest } from "fastify"

/** Fastify's headers as the web's Headers, without what a client must not say. */
function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value)
  }
  return headers
}

/** What says who asks: the headers that a look into memory needs, and all of them for a look into the storage. */
export function credentialsOf(request: FastifyRequest): Credentials {
  const { authorization, cookie } = request.headers
  return { authorization, cookie, all: () => headersOf(request) }
}

/** {@link credentialsOf} of a request as the web's own kind. */
export function webCredentials(headers: Headers): Credentials {
  const [authorization, cookie] = ["authorization", "cookie"].map((name) => headers.get(name) ?? undefined)
  return { authorization, cookie, all: () => headers }
}

/** Who asks, and where cookies for the answer are collected. */
export async function contextOf(deps: Deps, request: FastifyRequest): Promise<Context & { cookies: string[] }> {
  const found = deps.sessions.who(credentialsOf(request))
  const who = found instanceof Promise ? await found : found
  let headers: Headers | undefined
  return {
    ...{ deps, who, ip: request.ip, cookies: [] },
    // Few calls read them, and making them costs more than those that do not.
    get headers() {
      headers ??= headersOf(request)
      return headers
    },
  }
}

/** Puts the collected Set-Cookie lines on the answer. */
export function sendCookies(context: Pick<Context, "cookies">, reply: FastifyReply): void {
  if (context.cookies.length > 0) void reply.header("set-cookie", context.cookies)
}

/** Kinds of bodies that a page of any site may send without asking first. */
const SIMPLE = /^(text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/** Whether a token says who asks: no page of another site can send one. */
function isByToken(request: FastifyRequest): boolean {
  return /^Bearer \S+$/.test(request.headers.authorization ?? "")
}

/**
 * Refuses a request that changes something, comes by cookie and from another site: another Origin (scheme, name and port), or
 * what the browser itself says of the page. A client without a browser says neither.
 * @throws JustesseError not_allowed
 */
export function refuseForeignOrigin(request: FastifyRequest, address = ""): void {
  if (isByToken(request)) return
  const { origin } = request.headers
  const site = request.headers["sec-fetch-site"]
  if (site === "cross-site" || site === "same-site") throw new JustesseError("not_allowed", { site })
  if (origin === undefined) return
  // Behind a proxy that was configured the first two are what it says; the address of the studio is always its own.
  const own = [`${request.protocol}://${request.host}`, originOf(address)]
  if (!own.includes(originOf(origin))) throw new JustesseError("not_allowed", { origin: origin.slice(0, 100) })
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : "none"
}

/**
 * Refuses what a form of any page could have sent: a body of a kind that needs no asking, by cookie and without a word of the
 * browser about where it comes from. JSON calls say that they are JSON.
 * @throws JustesseError invalid_input
 */
export function refuseSimpleBody(request: FastifyRequest, wants: "json" | "file"): void {
  if (isByToken(request)) return
  const type = request.headers["content-type"]
  const isJson = /^application\/(json|[\w.-]+\+json)\b/i.test(type ?? "")
  const isSimple = type === undefined ? wants === "file" : SIMPLE.test(type)
  if (wants === "json" ? !isJson : isSimple)
    throw new JustesseError("invalid_input", {
      field: "content-type",
      rule: wants === "json" ? "application/json" : "binary",
    })
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
export function knownFailure(error: unknown): JustesseError | null {
  if (error instanceof JustesseError) return error
  if (!(error instanceof Error)) return null
  if ("code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")) return new JustesseError("storage_full")
  const status = "statusCode" in error ? Number(error.statusCode) : 0
  if (status === 413) return new JustesseError("file_too_large")
  // A path that leaves the folder of the pages names nothing here.
  if (status === 403 || status === 404) return new JustesseError("not_found")
  return status >= 400 && status < 500 ? new JustesseError("invalid_input", { field: "" }) : null
}

/** A typed failure outside tRPC, in the same words. */
export function sendFailure(error: unknown, reply: FastifyReply, log: Deps["log"]): FastifyReply {
  const failure = knownFailure(error)
  if (failure) return reply.code(statusOf(failure)).send({ code: failure.code, detail: failure.detail })
  log("error", "request", { error: String(error) })
  return reply.code(500).send({ code: "internal", detail: {} })
}
