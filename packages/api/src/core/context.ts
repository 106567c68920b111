import type { Deps } from "./deps.ts"
import type { Who } from "./who.ts"

/** One request. `cookies` collects Set-Cookie lines for the answer. */
export interface Context {
  readonly deps: Deps
  readonly who: Who | null
  readonly headers: Headers
  readonly ip: string
  readonly cookies: string[]
}
