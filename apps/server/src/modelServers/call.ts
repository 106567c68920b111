import { lookup } from "node:dns"
import { type IncomingMessage, request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"
import { isIP, type LookupFunction } from "node:net"
import type { Deps } from "@justesse/api/core"
import { JustesseError } from "@justesse/types"
import { mayCall } from "./allowed.ts"

type Call = Deps["modelServers"]["call"]

/** What a model may answer with at most: a prediction for one picture is a few kilobytes. */
const MOST_BYTES = 8 * 1_048_576

/**
 * Calls a model. Where its name leads is looked at as the connection is made, so that no name stands for one address while it is asked
 * about and for another one when it is called; no redirect is followed, and no answer is read that is longer than {@link MOST_BYTES} or
 * comes later than it may.
 *
 * @param allowed what the operator lets be called of this computer and its networks
 */
export function modelCaller(allowed: () => readonly string[]): Deps["modelServers"] {
  return { call: (to) => callOnce(to, allowed()) }
}

const callOnce: (to: Parameters<Call>[0], allowed: readonly string[]) => ReturnType<Call> = async (
  { address, path, body, timeoutMs },
  allowed,
) => {
  const whole = `${address.replace(/\/+$/, "")}${path}`
  if (!URL.canParse(whole)) throw new JustesseError("invalid_input", { field: "address" })
  const url = new URL(whole)
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80))
  const refused = () => new JustesseError("model_refused", { host: url.host })
  const permit = (ip: string) => mayCall({ host, ip, port }, allowed)
  if (isIP(host) !== 0 && !permit(host)) throw refused()
  const guarded: LookupFunction = (name, options, done) =>
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return done(error, [])
      const may = found.filter(({ address: ip }) => permit(ip))
      const [first] = may
      if (!first) return done(refused(), [])
      return options.all ? done(null, may) : done(null, first.address, first.family)
    })
  const begunMs = performance.now()
  const headers = {
    accept: "application/json",
    ...(body !== null && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
  }
  const send = url.protocol === "https:" ? requestHttps : requestHttp
  const request = send(url, { method: body === null ? "GET" : "POST", headers, lookup: guarded, agent: false })
  let late: NodeJS.Timeout | undefined
  try {
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      late = setTimeout(
        () => reject(new JustesseError("model_slow", { host: url.host, seconds: Math.round(timeoutMs / 1_000) })),
        timeoutMs,
      )
      request.on("response", (response) => read(response, { host: url.host, resolve, reject }))
      request.on("error", (error) => reject(toFailure(error, url.host)))
      request.end(body ?? undefined)
    })
    return { ...answer, tookMs: Math.round(performance.now() - begunMs) }
  } finally {
    clearTimeout(late)
    request.destroy()
  }
}

interface Reading {
  readonly host: string
  resolve(answer: { status: number; text: string }): void
  reject(error: Error): void
}

function read(response: IncomingMessage, { host, resolve, reject }: Reading): void {
  const status = response.statusCode ?? 0
  if (status >= 300 && status < 400)
    return reject(new JustesseError("model_moved", { host, to: String(response.headers.location ?? "").slice(0, 200) }))
  const parts: Buffer[] = []
  let bytes = 0
  response.on("data", (part: Buffer) => {
    bytes += part.length
    if (bytes <= MOST_BYTES) return void parts.push(part)
    reject(new JustesseError("model_huge", { host, most: MOST_BYTES / 1_048_576 }))
  })
  response.on("end", () => resolve({ status, text: Buffer.concat(parts).toString("utf8") }))
  response.on("error", (error) => reject(toFailure(error, host)))
  response.on("aborted", () => reject(new JustesseError("model_gone", { host, why: "cut" })))
}

function toFailure(error: Error, host: string): JustesseError {
  if (error instanceof JustesseError) return error
  const code = "code" in error ? String(error.code) : ""
  const why = code === "ECONNREFUSED" ? "refused" : code.startsWith("EAI_") || code === "ENOTFOUND" ? "unknown" : "cut"
  return new JustesseError("model_gone", { host, why })
}
