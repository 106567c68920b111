import { join } from "node:path"
import fastifyStatic from "@fastify/static"
import type { Deps } from "@justesse/api/core"
import { BASE } from "@justesse/api/rest"
import Fastify, { type FastifyInstance } from "fastify"
import type { uploadFolder } from "../files/folders.ts"
import type { Room } from "../operate/disk.ts"
import { METRICS_TYPE, metricsText } from "../operate/metrics.ts"
import type { Ready } from "../operate/readiness.ts"
import { accessLog } from "./accessLog.ts"
import { refuseForeignHosts } from "./hosts.ts"
import { mediaRoutes } from "./mediaRoutes.ts"
import { recordRoutes } from "./recordRoutes.ts"
import { sendFailure } from "./requests.ts"
import { restRoutes } from "./restRoutes.ts"
import { securityHeaders } from "./securityHeaders.ts"
import { selectionRoutes } from "./selectionRoutes.ts"
import { endSlowBodies, HEADS } from "./slowBodies.ts"
import { tellStudioBuild } from "./studioBuild.ts"
import { trpcRoutes } from "./trpcRoutes.ts"
import { tusRoutes } from "./tusRoutes.ts"
import { uploadRoutes } from "./uploadRoutes.ts"

interface AppOptions {
  readonly deps: Deps
  readonly uploads: ReturnType<typeof uploadFolder>
  /** Folder of the built studio; null serves the API alone. */
  readonly studioDir: string | null
  readonly tls: { cert: Buffer; key: Buffer } | null
  /** Whether work can be taken now; asked by anybody. */
  ready(): Promise<Ready>
  /** Room on the disk of the data folder. */
  room(): Promise<Room>
  readonly trustProxy: string | false
  /** Names besides its address that this studio may be called by. */
  readonly names: readonly string[]
  /** Where one line a request goes; null for nowhere. */
  readonly access: ((line: string) => void) | null
}

/**
 * Pages of the studio: hashed files for a year, the entry page never kept, unknown addresses are the studio's to explain. A page
 * of an earlier build asks for styles that are not here any more: it gets none, since to a browser a refusal would be the fault
 * of the page; that its script is not here either, it takes for what it is, an upgrade.
 */
async function studioRoutes(app: FastifyInstance, studioDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: studioDir,
    cacheControl: false,
    index: false,
    setHeaders: (response, path) => {
      const hashed = path.includes(`${join("/", "assets")}`)
      response.header("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache")
    },
  })
  app.setNotFoundHandler((request, reply) => {
    if (request.method === "GET" && /^\/assets\/[^/?]+\.css$/.test(request.url))
      return reply.header("cache-control", "no-store").type("text/css").send("")
    const page = request.method === "GET" && (request.headers.accept ?? "").includes("text/html")
    return page
      ? reply.header("cache-control", "no-cache").sendFile("index.html")
      : reply.code(404).send({ code: "not_found", detail: {} })
  })
  app.get("/", (_request, reply) => reply.header("cache-control", "no-cache").sendFile("index.html"))
}

/** Files that come in may take long: parts of resumable ones, whole ones, and those of the REST API. */
function isUpload(url: string): boolean {
  return url.startsWith("/upload/") || url.startsWith(BASE)
}

/** The whole of what one process serves over HTTP. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { deps } = options
  const app: FastifyInstance = Fastify({
    logger: false,
    trustProxy: options.trustProxy,
    routerOptions: { maxParamLength: 2_000 },
    forceCloseConnections: "idle",
    ...(options.tls ? { https: { ...options.tls, ...HEADS } } : { http: HEADS }),
  })
  endSlowBodies(app, isUpload)
  refuseForeignHosts(app, () => [deps.settings.get().address, ...options.names])
  if (options.access) accessLog(app, options.access)
  app.setErrorHandler((error, _request, reply) => sendFailure(error, reply, deps.log))
  const headers = await securityHeaders(options.tls !== null)
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.headers(headers)
    done()
  })
  if (options.studioDir) tellStudioBuild(app, options.studioDir)
  app.get("/healthz", async () => ({ ok: true, version: deps.host.version }))
  app.get("/readyz", async (_request, reply) => {
    const ready = await options.ready()
    return ready.ok ? ready : reply.code(503).send(ready)
  })
  app.get("/metrics", async (_request, reply) => {
    const facts = { version: deps.host.version, engine: deps.storage.engine, startedAtMs: deps.host.startedAtMs }
    const now = { ready: await options.ready(), room: await options.room(), memoryBytes: process.memoryUsage.rss() }
    return reply.header("content-type", METRICS_TYPE).send(metricsText({ ...facts, ...now }))
  })
  await app.register(mediaRoutes(deps))
  await app.register(selectionRoutes(deps))
  await app.register(uploadRoutes(deps, options.uploads))
  await app.register(tusRoutes(deps, options.uploads, join(deps.host.dataDir, "uploads", ".tus")))
  await app.register(restRoutes(deps, options.uploads))
  await app.register(recordRoutes(deps))
  await app.register(trpcRoutes(deps))
  if (options.studioDir) await studioRoutes(app, options.studioDir)
  return app
}
