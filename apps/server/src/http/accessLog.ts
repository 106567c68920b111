import type { FastifyInstance } from "fastify"

/** What an address says to a log: no query, and of signed addresses only what they are for. */
function toPattern(path: string): string {
  const plain = path.split("?")[0] ?? ""
  return plain.replace(/^(\/(?:media|download|selection))\/.*$/, "$1/…").slice(0, 300)
}

/**
 * One line of JSON a request: when, who by address, what, how it ended. No cookie, token, query or body ever stands in it, and
 * JSON writes line ends and other signs below the blank as escapes.
 */
export function accessLog(app: FastifyInstance, write: (line: string) => void): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { method, ip } = request
    const path = toPattern(request.raw.url ?? "")
    const ms = Math.round(reply.elapsedTime * 10) / 10
    const at = new Date().toISOString()
    // A stream is open for as long as somebody looks at a page: its time is no time that anybody waited.
    const isStream = String(reply.getHeader("content-type")).startsWith("text/event-stream")
    write(
      JSON.stringify({
        at,
        level: "info",
        what: isStream ? "stream" : "request",
        ip,
        method,
        path,
        status: reply.statusCode,
        ms,
      }),
    )
    done()
  })
}
