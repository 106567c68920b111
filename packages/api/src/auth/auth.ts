import type { Storage } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { betterAuth } from "better-auth"
import { hashPassword, verifyPassword } from "better-auth/crypto"
import { cannotWrite } from "../core/beside.ts"
import { type AuthSettings, authOptions } from "./options.ts"

/** Shortest password that is taken; said on every form before, not after. */
export const PASSWORD_LENGTH = 10

/** Runs at most `limit` of the given jobs at once: a password check costs 90 ms of a core. */
function atMost(limit: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(job: () => Promise<T>): Promise<T> => {
    if (running >= limit) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return await job()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

function build(db: Storage["db"], engine: "sqlite" | "postgres", settings: AuthSettings) {
  return betterAuth(authOptions(db, engine, settings))
}

/** Sign-in as the services use it; nothing else knows better-auth. Cookies are Set-Cookie lines for the answer. */
export interface Auth {
  /** @throws JustesseError password_wrong */
  signIn(email: string, password: string): Promise<{ userId: string; cookies: string[] }>
  signOut(headers: Headers): Promise<string[]>
  /** Opens a session for a person whom a one-time link proved. */
  enterAs(userId: string): Promise<string[]>
  /** @throws JustesseError email_taken | password_short */
  createUser(input: { email: string; name: string; password: string | null }): Promise<string>
  /** Sets a new password and ends every session. @throws JustesseError password_short */
  setPassword(userId: string, password: string): Promise<void>
  checkPassword(userId: string, password: string): Promise<boolean>
  endSessions(userId: string, exceptToken?: string): Promise<void>
  countSessions(userId: string): Promise<number>
  /** The session that a signed cookie proves, or null. Costs 0.5 to 1.3 ms: use Sessions. */
  session(headers: Headers): Promise<{ userId: string; token: string; endsAtMs: number } | null>
  /** Sets a user's name or address. */
  rename(userId: string, name: string): Promise<void>
}

/** What the storage said, where the sign-in library wrapped it in a failure of its own. */
function storageFailureIn(error: unknown): JustesseError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (cannotWrite(at)) return at
  return null
}

function long(password: string): void {
  if (password.length < PASSWORD_LENGTH) throw new JustesseError("password_short", { least: PASSWORD_LENGTH })
}

/** @param cores how many processor cores this machine has: half of them may check passwords at once */
export function createAuth(
  db: Storage["db"],
  engine: "sqlite" | "postgres",
  settings: Omit<AuthSettings, "hashPassword" | "verifyPassword">,
  cores: number,
): Auth {
  const gate = atMost(Math.max(1, Math.floor(cores / 2)))
  const auth = build(db, engine, {
    ...settings,
    hashPassword: (password) => gate(() => hashPassword(password)),
    verifyPassword: (data) => gate(() => verifyPassword(data)),
  })
  const context = auth.$context
  const passwordOf = async (userId: string) => {
    const accounts = await (await context).internalAdapter.findAccounts(userId)
    return accounts.find((account) => account.providerId === "credential")
  }
  return {
    async signIn(email, password) {
      try {
        const answer = await auth.api.signInEmail({
          body: { email: email.toLowerCase(), password, rememberMe: true },
          returnHeaders: true,
        })
        return { userId: answer.response.user.id, cookies: answer.headers.getSetCookie() }
      } catch {
        throw new JustesseError("password_wrong")
      }
    },
    async signOut(headers) {
      const answer = await auth.api.signOut({ headers, returnHeaders: true })
      return answer.headers.getSetCookie()
    },
    async enterAs(userId) {
      const answer = await auth.api.enterAs({ body: { userId }, returnHeaders: true })
      return answer.headers.getSetCookie()
    },
    async createUser({ email, name, password }) {
      if (password !== null) long(password)
      const { internalAdapter, password: hasher } = await context
      if (await internalAdapter.findUserByEmail(email.toLowerCase())) throw new JustesseError("email_taken")
      const user = await internalAdapter.createUser(
        { email: email.toLowerCase(), name, emailVerified: false },
        { method: "admin" },
      )
      if (password !== null) {
        const hash = await hasher.hash(password)
        await internalAdapter.linkAccount({
          userId: user.id,
          providerId: "credential",
          accountId: user.id,
          password: hash,
        })
      }
      return user.id
    },
    async setPassword(userId, password) {
      long(password)
      const { internalAdapter, password: hasher } = await context
      const hash = await hasher.hash(password)
      if (await passwordOf(userId)) await internalAdapter.updatePassword(userId, hash)
      else await internalAdapter.linkAccount({ userId, providerId: "credential", accountId: userId, password: hash })
      await internalAdapter.deleteUserSessions(userId)
      settings.onUserChanged(userId)
    },
    async checkPassword(userId, password) {
      const account = await passwordOf(userId)
      if (!account?.password) return false
      const hash = account.password
      return gate(() => verifyPassword({ hash, password }))
    },
    async endSessions(userId, exceptToken) {
      const { internalAdapter } = await context
      const sessions = await internalAdapter.listSessions(userId)
      const tokens = sessions.map((session) => session.token).filter((token) => token !== exceptToken)
      if (tokens.length > 0) await internalAdapter.deleteSessions(tokens)
      settings.onUserChanged(userId)
    },
    async countSessions(userId) {
      return (await (await context).internalAdapter.listSessions(userId)).length
    },
    async session(headers) {
      const found = await auth.api.getSession({ headers }).catch((error: unknown) => {
        const storage = storageFailureIn(error)
        if (!storage) throw error
        // A session that is a day old is prolonged by reading it. On a full disk it is read as it is.
        if (storage.code === "busy") throw storage
        return auth.api.getSession({ headers, query: { disableRefresh: true } })
      })
      return found
        ? { userId: found.user.id, token: found.session.token, endsAtMs: found.session.expiresAt.getTime() }
        : null
    },
    async rename(userId, name) {
      await (await context).internalAdapter.updateUser(userId, { name })
    },
  }
}
