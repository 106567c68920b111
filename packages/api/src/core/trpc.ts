import { JustesseError, ProjectSlug, type Role, type TokenScope } from "@justesse/types"
import { unfitIn } from "@justesse/types/plain"
import { initTRPC, TRPCError } from "@trpc/server"
import { z } from "zod"
import { requireGiven } from "../content/stand.ts"
import { memberAccess, personAccess, signedIn } from "./access.ts"
import type { Context } from "./context.ts"
import { toTrpcError } from "./errors.ts"
import { gateOf, gatesOf } from "./fair.ts"
import { statusOf } from "./status.ts"

/** Who may call a procedure: read by the generated test of authorisation, and by whoever reads the router. */
export interface Meta {
  readonly may: "anyone" | "person" | "operator" | readonly Role[]
  /** The scope that an API token needs; sessions need none. */
  readonly scope?: TokenScope
}

/** How often a stream that has nothing to say says that it is there. */
const PING_MS = 10_000

const t = initTRPC
  .meta<Meta>()
  .context<Context>()
  .create({
    isDev: false,
    // A connection that died without a word is noticed by what does not come, and one that waits is kept by whoever is between.
    sse: { ping: { enabled: true, intervalMs: PING_MS }, client: { reconnectAfterInactivityMs: 3 * PING_MS } },
    defaultMeta: { may: "operator" },
    // Built field by field: the default shape would carry stack traces and messages of bugs to the client.
    errorFormatter: ({ shape, error }) => ({
      code: shape.code,
      message: publicMessage(error),
      data: {
        code: shape.data.code,
        httpStatus: error.cause instanceof JustesseError ? statusOf(error.cause) : shape.data.httpStatus,
        failure: failureOf(error),
      },
    }),
  })

export const router = t.router

function publicMessage(error: TRPCError): string {
  if (error.cause instanceof JustesseError) return error.cause.code
  // An answer that does not fit its own schema is a bug of ours, not of the input.
  if (error.code === "INTERNAL_SERVER_ERROR") return "internal"
  return error.cause instanceof z.ZodError || isUnreadable(error) ? "invalid_input" : error.message
}

/** A call that is no JSON: the parser's own words say nothing to anybody. */
function isUnreadable(error: TRPCError): boolean {
  return error.code === "PARSE_ERROR" || (error.code === "BAD_REQUEST" && error.cause instanceof SyntaxError)
}

function failureOf(error: TRPCError): { code: JustesseError["code"]; detail: Record<string, string | number> } | null {
  if (error.cause instanceof JustesseError) return { code: error.cause.code, detail: error.cause.detail }
  if (isUnreadable(error)) return { code: "invalid_input", detail: {} }
  if (!(error.cause instanceof z.ZodError) || error.code === "INTERNAL_SERVER_ERROR") return null
  const issue = error.cause.issues[0]
  return { code: "invalid_input", detail: { field: issue?.path.join(".") ?? "", rule: issue?.message ?? "" } }
}

/** @throws JustesseError invalid_input for what no schema takes and no storage holds */
export function requireFit(input: unknown): void {
  const unfit = unfitIn(input)
  if (unfit) throw new JustesseError("invalid_input", { field: unfit.field, rule: unfit.rule })
}

const typed = t.procedure.use(async ({ ctx, path, type, getRawInput, next }) => {
  requireFit(await getRawInput())
  const gate = gatesOf(ctx.deps.storage)[gateOf(path, type)]
  const result = ctx.who ? await gate.run(String(ctx.who.personId), () => next()) : await next()
  if (!result.ok && result.error.cause instanceof JustesseError && result.error.code === "INTERNAL_SERVER_ERROR") {
    throw toTrpcError(result.error.cause)
  }
  return result
})

/** Open to visitors. */
export const anyone = typed.meta({ may: "anyone" })

/** For whoever is signed in; services check that what they ask for is their own. */
export function person(scope?: TokenScope) {
  return typed
    .meta({ may: "person", ...(scope ? { scope } : {}) })
    .use(({ ctx, next }) => next({ ctx: { ...ctx, who: personAccess(ctx.who, scope) } }))
}

/** For operators of the installation. */
export function operator() {
  return typed.meta({ may: "operator", scope: "operate" }).use(({ ctx, next }) => {
    const who = personAccess(ctx.who, "operate")
    if (!who.operator) throw new JustesseError("not_allowed")
    return next({ ctx: { ...ctx, who } })
  })
}

/**
 * For members of the project that `input.project` names, holding at least one of `roles`. A stranger gets `not_found`; a
 * member without the role `not_allowed` with the owner's name, who can let them in.
 */
export function member(roles: readonly Role[], scope: TokenScope = "manage", deleted: "unknown" | "known" = "unknown") {
  return typed
    .meta({ may: roles, scope })
    .input(z.object({ project: ProjectSlug }))
    .use(async ({ ctx, input, next }) => {
      const who = signedIn(ctx.who, scope)
      const project = await memberAccess(ctx, who, input.project, roles, deleted)
      return next({ ctx: { ...ctx, who, project } })
    })
}

/**
 * {@link member} for what shows a picture to whoever judges or practises: nobody who has not said yes to what it may hold.
 * @throws JustesseError content_not_agreed
 */
export function shownTo(roles: readonly Role[], scope: TokenScope = "work") {
  return member(roles, scope).use(({ ctx, next }) => {
    requireGiven(ctx.project)
    return next()
  })
}

/** The output of a subscription: a stream each of whose values is checked as it goes out. */
export function streamOf<T>(value: z.ZodType<T>) {
  const isStream = (given: unknown) => typeof given === "object" && given !== null && Symbol.asyncIterator in given
  return z.custom<AsyncIterable<T>>(isStream).transform(async function* (given): AsyncGenerator<T, void> {
    for await (const one of given) yield value.parse(one)
  })
}

/** All three roles: whoever is a member. */
export const ALL_ROLES = ["owner", "reviewer", "annotator"] as const
