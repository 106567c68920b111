import { type AppRouter, appRouter } from "@justesse/api"
import { type Context, type Deps, HOT, jobFeedOf, refusal, serveHot } from "@justesse/api/core"
import { refuseUndeclared, undeclaredIn } from "@justesse/api/records/declared"
import { JustesseError } from "@justesse/types"
import { type FastifyTRPCPluginOptions, fastifyRequestHandler, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify"
import type { FastifyInstance } from "fastify"
import { contextOf, refuseForeignOrigin, sendCookies } from "./requests.ts"

/** Largest body of a call: uploads are not calls. */
const BODY_LIMIT = 1_048_576

/**
 * Everything under `/trpc`. The few hot mutations take the short road (same answers, a seventh of the CPU); anything unusual
 * about a request sends it to tRPC's own adapter.
 */
export function trpcRoutes(deps: Deps) {
  const onError = (error: unknown, path: string | undefined) =>
    deps.log("error", "call", {
      path: path ?? "",
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  // Read once at the start, and empty: nothing is looked at for each call.
  const undeclared = undeclaredIn(appRouter)
  for (const [path, fields] of undeclared) deps.log("error", "not in the register", { path, fields: fields.join(" ") })
  return async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      "application/json",
      { parseAs: "string", bodyLimit: BODY_LIMIT },
      (_request, body, done) => done(null, body),
    )
    scope.addHook("onRequest", (request, _reply, done) => {
      if (request.method !== "GET") refuseForeignOrigin(request, deps.settings.get().address)
      done()
    })
    scope.addHook("preClose", (done) => {
      jobFeedOf(deps).stop()
      done()
    })
    scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      const cause =
        error instanceof JustesseError
          ? error
          : new JustesseError(error.statusCode === 413 ? "file_too_large" : "invalid_input", { most: BODY_LIMIT })
      const { status, text } = refusal(cause, request.url.includes("batch=1"))
      return reply.code(status).header("content-type", "application/json").send(text)
    })
    const trpcOptions: FastifyTRPCPluginOptions<AppRouter>["trpcOptions"] = {
      router: appRouter,
      maxBatchSize: 20,
      // Long questions travel as POST; a query changes nothing whatever its method.
      allowMethodOverride: true,
      createContext: async ({ req, res, info }) => {
        refuseUndeclared(
          undeclared,
          info.calls.map(({ path }) => path),
        )
        const context = await contextOf(deps, req)
        // Cookies are collected while procedures run and sent with the head of the answer.
        const cookies = new Proxy(context.cookies, {
          get: (target, key) =>
            key === "push"
              ? (...lines: string[]) => lines.forEach((line) => res.raw.appendHeader("set-cookie", line))
              : Reflect.get(target, key),
        })
        return { ...context, headers: context.headers, cookies }
      },
      // A stream is the last that its connection carries: once it has ended, nothing keeps the program from stopping.
      responseMeta: ({ type }) => (type === "subscription" ? { headers: { connection: "close" } } : {}),
      onError: ({ error, path }) => {
        if (error.code === "INTERNAL_SERVER_ERROR" && !(error.cause instanceof JustesseError))
          onError(error.cause ?? error, path)
      },
    }
    for (const [path, hot] of Object.entries(HOT).filter(([path]) => !undeclared.has(path))) {
      const alone = `/trpc/${path}`
      scope.post(alone, (request, reply) => {
        const batch = request.raw.url === `${alone}?batch=1`
        const plain =
          (batch || request.raw.url === alone) &&
          (request.headers["content-type"] ?? "").startsWith("application/json") &&
          !request.headers["trpc-accept"] &&
          typeof request.body === "string"
        if (!plain) return fastifyRequestHandler({ ...trpcOptions, req: request, res: reply, path })
        const context: Promise<Context> = contextOf(deps, request)
        return serveHot(appRouter, path, hot, batch, request.body as string, context, (error) =>
          onError(error.cause ?? error, path),
        ).then(async (answer) => {
          // Without a context (the storage is away) the answer is a refusal and carries no cookies.
          const { cookies } = await context.catch(() => ({ cookies: [] }))
          sendCookies({ cookies }, reply)
          return reply.code(answer.status).header("content-type", "application/json").send(answer.text)
        })
      })
    }
    await scope.register(fastifyTRPCPlugin, { prefix: "/trpc", trpcOptions })
  }
}
