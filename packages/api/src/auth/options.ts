import type { Storage } from "@justesse/db"
import type { BetterAuthOptions } from "better-auth"
import { createAuthEndpoint } from "better-auth/api"
import { setSessionCookie } from "better-auth/cookies"
import { admin } from "better-auth/plugins/admin"
import { z } from "zod"

export interface AuthSettings {
  /** Address that people type; decides whether cookies are `Secure`. */
  readonly baseURL: string
  readonly secret: string
  readonly trustedOrigins: readonly string[]
  onSessionGone(token: string): void
  onUserChanged(userId: string): void
}

/** Opens a session for a user whose identity a one-time link proved. Called on the server only: no route reaches it. */
const entry = {
  id: "justesse-entry",
  endpoints: {
    enterAs: createAuthEndpoint(
      "/justesse/enter-as",
      { method: "POST", body: z.object({ userId: z.string() }), metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
        if (!user) throw ctx.error("UNAUTHORIZED")
        const session = await ctx.context.internalAdapter.createSession(user.id, false)
        await setSessionCookie(ctx, { session, user })
        return ctx.json({ token: session.token })
      },
    ),
  },
} as const

/** The arrangement of sign-in: single statements only, so that they join the shared commit of the one writer. */
export function authOptions(db: Storage["db"], engine: "sqlite" | "postgres", o: AuthSettings) {
  const gone = async (session: { token: string }) => o.onSessionGone(session.token)
  const isSecure = o.baseURL.startsWith("https://")
  const changed = async (user: { id: string }) => o.onUserChanged(user.id)
  return {
    appName: "Justesse",
    baseURL: o.baseURL,
    basePath: "/auth",
    secret: o.secret,
    // Kysely's type is invariant in its tables, and better-auth names its tables by itself: the compiler cannot see they fit.
    database: { db: db as never, type: engine, transaction: false },
    telemetry: { enabled: false },
    trustedOrigins: [...o.trustedOrigins],
    // Passwords are checked and changed by ourselves: counted before hashing, and in the transaction of what allows them.
    emailAndPassword: { enabled: false },
    user: { modelName: "auth_user" },
    account: { modelName: "auth_account" },
    verification: { modelName: "auth_verification" },
    session: { modelName: "auth_session", expiresIn: 14 * 86_400, updateAge: 86_400 },
    rateLimit: { enabled: false },
    // The library's own prefix for secure cookies lets other names of the domain set them; this one does not.
    advanced: {
      cookiePrefix: isSecure ? "__Host-justesse" : "justesse",
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure },
    },
    databaseHooks: {
      session: { delete: { after: gone }, update: { after: gone } },
      user: { update: { after: changed }, delete: { after: changed } },
    },
    plugins: [admin(), entry],
  } satisfies BetterAuthOptions
}
