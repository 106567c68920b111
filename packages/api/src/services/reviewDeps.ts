import type { Deps } from "../core/deps.ts"

/** What reviewing needs of the house. */
export type ReviewDeps = Pick<Deps, "storage" | "hmac" | "nowMs" | "sha256" | "wake" | "log">
