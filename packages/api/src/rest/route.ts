import type { ProjectAccess } from "@justesse/db"
import { JustesseError, ProjectSlug, type Role, type TokenScope } from "@justesse/types"
import { z } from "zod"
import { memberAccess, personAccess, signedIn } from "../core/access.ts"
import type { Context } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { gatesOf } from "../core/fair.ts"
import { requireFit } from "../core/trpc.ts"
import type { Who } from "../core/who.ts"

/** A file of the outbox, as the server sends it. */
export interface FileAnswer {
  /** What it is called for whoever takes it. */
  readonly file: string
  /** Where it lies in the outbox. */
  readonly stored: string
}

/** The raw body of a request, and where uploads go. */
export interface RawBody {
  /** Streams the body to `name` of a batch; answers its bytes. @throws JustesseError file_too_large | name_unsafe */
  keep(project: string, batch: string, name: string, mostBytes: number): Promise<{ bytes: number; sha256: string }>
}

/** A request as the server hands it on: nothing of it is checked yet. */
export interface Asked {
  readonly ctx: Context
  readonly params: unknown
  readonly query: unknown
  /** The parsed JSON body; undefined where there is none. */
  readonly json: unknown
  readonly raw: RawBody
  /** Aborted when whoever asks has gone. */
  readonly signal: AbortSignal
}

/** What a body is: nothing, JSON of a schema, or a file as it is. */
type Body = null | "file" | z.ZodType

/** One line of the table of routes: who may ask what, what comes back, and the service that answers. */
export interface Route {
  /** Name of the operation, unique. */
  readonly id: string
  readonly method: "get" | "post" | "put"
  /** Below `/api/v1`, with `{name}` for parameters. */
  readonly path: string
  /** One sentence for whoever reads the document. */
  readonly about: string
  readonly may: "person" | readonly Role[]
  readonly scope: TokenScope
  /** Parameters of the path besides `project`. */
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly body: Body
  /** Largest body in bytes. */
  readonly mostBytes: number
  readonly answer: z.ZodType | "file"
  /** Of an answer: 202 says that a job was begun. */
  readonly status: 200 | 202
  /** It may wait for a job, and keeps nobody from asking for something else meanwhile. */
  readonly waits: boolean
  /** Answers the checked output or the file to send. @throws JustesseError */
  run(asked: Asked): Promise<unknown>
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a route's handler is given: everything parsed, and whether it may be done is settled. */
interface Given<P extends z.ZodObject, Q extends z.ZodObject, B extends Body> {
  readonly deps: Deps
  readonly who: Who
  readonly params: z.output<P>
  readonly query: z.output<Q>
  readonly body: Parsed<B>
  readonly raw: RawBody
  readonly signal: AbortSignal
}

interface Plan<P extends z.ZodObject, Q extends z.ZodObject, B extends Body, A extends z.ZodType | "file"> {
  readonly id: string
  readonly method: Route["method"]
  readonly path: string
  readonly about: string
  readonly scope: TokenScope
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly mostBytes?: number
  readonly answer: A
  readonly status?: Route["status"]
  readonly waits?: boolean
}

type Out<A> = A extends z.ZodType ? z.input<A> : FileAnswer

/** Largest JSON body: as of calls. */
const MOST_JSON = 1_048_576

const NOTHING = z.strictObject({})

/** A route for whoever is signed in. */
export function forPerson<
  A extends z.ZodType | "file",
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends Body = null,
>(plan: Plan<P, Q, B, A>, run: (given: Given<P, Q, B>) => Promise<Out<A>>): Route {
  const route = filled(plan)
  return {
    ...route,
    may: "person",
    async run(asked) {
      const who = personAccess(asked.ctx.who, plan.scope)
      return fairly(route, asked.ctx, who, async () =>
        answered(plan.answer, await run({ ...given<P, Q, B>(route, asked, asked.params), who })),
      )
    },
  }
}

/** A route for members of the project in its path who hold one of `may`. */
export function forMember<
  A extends z.ZodType | "file",
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends Body = null,
>(
  may: readonly Role[],
  plan: Plan<P, Q, B, A>,
  run: (given: Given<P, Q, B> & { readonly project: ProjectAccess }) => Promise<Out<A>>,
): Route {
  const route = filled(plan)
  return {
    ...route,
    may,
    async run(asked) {
      const who = signedIn(asked.ctx.who, plan.scope)
      const { project: slug, ...params } = asked.params as Record<string, unknown> // the path's own, all text
      const known = ProjectSlug.safeParse(slug)
      if (!known.success) throw new JustesseError("not_found")
      return fairly(route, asked.ctx, who, async () => {
        const project = await memberAccess(asked.ctx, who, known.data, may)
        return answered(plan.answer, await run({ ...given<P, Q, B>(route, asked, params), who, project }))
      })
    },
  }
}

/** Few readings of one person at once; what takes a body or waits goes by itself. */
function fairly<T>(
  { method, waits }: Pick<Route, "method" | "waits">,
  { deps }: Pick<Context, "deps">,
  who: Who,
  run: () => Promise<T>,
): Promise<T> {
  return method === "get" && !waits ? gatesOf(deps.storage).reads.run(String(who.personId), run) : run()
}

function filled<P extends z.ZodObject, Q extends z.ZodObject, B extends Body, A extends z.ZodType | "file">(
  plan: Plan<P, Q, B, A>,
): Omit<Route, "may" | "run"> {
  const empty = {
    params: NOTHING,
    query: NOTHING,
    body: null,
    mostBytes: MOST_JSON,
    status: 200 as const,
    waits: false,
  }
  return { ...empty, ...plan }
}

function given<P extends z.ZodObject, Q extends z.ZodObject, B extends Body>(
  route: Pick<Route, "params" | "query" | "body">,
  { ctx, query, json, raw, signal }: Asked,
  params: unknown,
): Omit<Given<P, Q, B>, "who"> {
  const isJson = route.body !== null && route.body !== "file"
  return {
    deps: ctx.deps,
    // The route was made of these very schemas.
    params: parsed(route.params, params) as z.output<P>,
    query: parsed(route.query, query) as z.output<Q>,
    body: (isJson ? parsed(route.body, json ?? {}) : undefined) as Parsed<B>,
    raw,
    signal,
  }
}

/** @throws JustesseError invalid_input with the first field that does not fit */
function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  requireFit(value)
  const found = schema.safeParse(value)
  if (found.success) return found.data
  const issue = found.error.issues[0]
  throw new JustesseError("invalid_input", { field: issue?.path.join(".") ?? "", rule: issue?.message ?? "" })
}

/** Lets through what the answer's schema names. An answer that does not fit it is a bug of ours. */
function answered(schema: z.ZodType | "file", value: unknown): unknown {
  return schema === "file" ? value : schema.parse(value)
}
