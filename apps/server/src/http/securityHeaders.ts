import helmet from "@fastify/helmet"
import Fastify from "fastify"

const POLICY = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  // Mantine sets styles on elements.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", "data:", "blob:"],
  mediaSrc: ["'self'", "blob:"],
  connectSrc: ["'self'"],
  workerSrc: ["'self'", "blob:"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
  upgradeInsecureRequests: null,
}

/** What each answer says to the browser of it: the same for all, made once. `hsts` where the studio speaks TLS itself. */
export async function securityHeaders(hsts: boolean): Promise<Record<string, string>> {
  const once = Fastify()
  await once.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    crossOriginEmbedderPolicy: false,
    hsts,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  })
  let made: Record<string, unknown> = {}
  once.get("/", (_request, reply) => {
    made = { ...reply.raw.getHeaders(), ...reply.getHeaders() }
    return reply.send("")
  })
  await once.inject({ url: "/" })
  await once.close()
  return Object.fromEntries(Object.entries(made).map(([name, value]) => [name, String(value)]))
}
