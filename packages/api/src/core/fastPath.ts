import { JustesseError } from "@justesse/types"
import { type AnyRouter, getErrorShape, getTRPCErrorFromUnknown, TRPCError } from "@trpc/server"
import { getHTTPStatusCode } from "@trpc/server/http"
import type { z } from "zod"
import type { Hot } from "../hot.ts"
import type { Context } from "./context.ts"
import { toTrpcError } from "./errors.ts"
import { requireFit, router } from "./trpc.ts"

/** What goes back over HTTP. */
interface Answer {
  readonly status: number
  readonly text: string
}

/**
 * Serves a hot mutation without tRPC's adapter: the same answer to the letter, at a seventh of its CPU (the adapter's
 * object copies and promises cost more than the call). One call alone or a batch of one; anything unusual goes to tRPC.
 *
 * @param path name in the router, `work.next`
 * @param text the request's body
 * @param onError told of failures that nobody foresaw
 */
export async function serveHot(
  appRouter: AnyRouter,
  path: string,
  hot: Hot<z.ZodType, z.ZodType>,
  batch: boolean,
  text: string,
  context: Context | Promise<Context>,
  onError?: (error: TRPCError, path: string) => void,
): Promise<Answer> {
  let ctx: Context | undefined
  let input: unknown
  try {
    ctx = context instanceof Promise ? await context : context
    hot.allow(ctx)
    input = read(text, batch)
    requireFit(input)
    const checked = hot.input.safeParse(input)
    if (!checked.success) throw new TRPCError({ code: "BAD_REQUEST", cause: checked.error })
    const data = hot.output.safeParse(await hot.run(ctx, checked.data))
    if (!data.success) throw outputError(data.error)
    return { status: 200, text: written({ result: { data: data.data } }, batch) }
  } catch (cause) {
    const error = typed(cause)
    const isForeseen = error.code !== "INTERNAL_SERVER_ERROR" || error.cause instanceof JustesseError
    if (!isForeseen) onError?.(error, path)
    const { _config: config } = appRouter._def
    return failed({ error: getErrorShape({ config, error, type: "mutation", path, input, ctx }) }, batch)
  }
}

/** A refusal before any procedure was reached, in the form that clients read. */
export function refusal(cause: JustesseError, batch: boolean): Answer {
  const { _config: config } = router({})._def
  const error = getErrorShape({
    config,
    error: typed(cause),
    type: "unknown",
    path: undefined,
    input: undefined,
    ctx: undefined,
  })
  return failed({ error }, batch)
}

function typed(cause: unknown): TRPCError {
  return cause instanceof JustesseError ? toTrpcError(cause) : getTRPCErrorFromUnknown(cause)
}

function written(one: object, batch: boolean): string {
  return JSON.stringify(batch ? [one] : one)
}

function failed(shape: { error: unknown }, batch: boolean): Answer {
  const json = shape as Parameters<typeof getHTTPStatusCode>[0] // what the router's own formatter wrote
  return { status: getHTTPStatusCode(json), text: written(shape, batch) }
}

function outputError(cause: Error): TRPCError {
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "Output validation failed", cause })
}

function read(text: string, batch: boolean): unknown {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (cause) {
    throw new TRPCError({
      code: "BAD_REQUEST",
      message: cause instanceof Error ? cause.message : "Invalid input",
      cause,
    })
  }
  if (!batch) return raw
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new TRPCError({ code: "BAD_REQUEST", message: '"input" needs to be an object when doing a batch call' })
  }
  return (raw as Record<string, unknown>)["0"] // an object that is neither null nor an array
}
