import { isIP } from "node:net"
import { hostname } from "node:os"
import type { FastifyInstance } from "fastify"

/** Asked by machines that call this one by any name; they tell nothing that is anybody's. */
const FOR_MACHINES = ["/healthz", "/readyz", "/metrics"]

/** The name in a Host header or an address, without port and brackets, in lower case. */
function nameOf(host: string): string {
  const name = /^(\[[^\]]*\]|[^:]*)(:\d*)?$/.exec(host)?.[1] ?? host
  return name
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase()
}

/**
 * Whether a studio may be called by this name. A page of another site can have a name of its own mean this machine (DNS
 * rebinding), but never an address in numbers, a name without a dot, or one that ends in `localhost`.
 *
 * @param own names and addresses that somebody configured, and this machine's own name
 */
export function isOwnName(host: string, own: readonly string[]): boolean {
  const name = nameOf(host)
  if (isIP(name) > 0 || !name.includes(".") || name.endsWith(".localhost")) return true
  return own.some((one) => nameOf(URL.canParse(one) ? new URL(one).host : one) === name)
}

/** Refuses requests that call this studio by a name that nobody gave it. */
export function refuseForeignHosts(app: FastifyInstance, own: () => readonly string[]): void {
  const machine = hostname()
  app.addHook("onRequest", (request, reply, done) => {
    const { host, url } = request
    if (host === undefined || host === "" || FOR_MACHINES.includes(url)) return done()
    if (isOwnName(host, [...own(), machine, `${machine}.local`])) return done()
    reply.code(421)
    if ((request.headers.accept ?? "").includes("text/html"))
      return reply
        .type("text/plain; charset=utf-8")
        .send(
          "This studio is not called by that name: open it under the address that you were given, or have its operator set this name as its address.\n",
        )
    return reply.send({ code: "not_allowed", detail: { host: host.slice(0, 100) } })
  })
}
