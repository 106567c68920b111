import type { TokenScope } from "@justesse/types"

/** Somebody signed in, by session cookie or API token. `scopes` null: a session, which may do all that the person may. */
export interface Who {
  readonly personId: number
  readonly name: string
  readonly operator: boolean
  readonly scopes: readonly TokenScope[] | null
  /** The only project that the token opens; absent: all that the person may enter. */
  readonly projectId?: number
  /** A command on the computer of this studio, by the token in its data folder: every project, as its owner would. */
  readonly holdsFolder?: true
}
