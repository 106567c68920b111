import {
  type Credential,
  endSession,
  findCredential,
  findCredentialByEmail,
  isStillInForce,
  type Storage,
  storageFailure,
} from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { MIN_PASSWORD } from "@justesse/types/signIn"
import { betterAuth } from "better-auth"
import { hashPassword, verifyPassword } from "better-auth/crypto"
import { makeContextsBrief } from "./briefContext.ts"
import { type AuthSettings, authOptions } from "./options.ts"
import { createPasswordQueue } from "./passwordQueue.ts"
import { createTries, type Trier } from "./tries.ts"

/** Checked where there is no account or no password, so that this takes as long as a wrong password. */
const NOBODY = `${"0".repeat(32)}:${"0".repeat(128)}`

function build(db: Storage["db"], engine: "sqlite" | "postgres", settings: AuthSettings) {
  makeContextsBrief()
  return betterAuth(authOptions(db, engine, settings))
}

/** Whose password is tried: by the address they typed, or the sign-in user of a session. */
type Claim = { readonly email: string } | { readonly userId: string }

/** A password that was right a moment ago. */
interface Proof {
  readonly userId: string
  readonly hash: string
}

/** Sign-in as the services use it; nothing else knows better-auth. Cookies are Set-Cookie lines for the answer. */
export interface Auth {
  /**
   * Checks a password. The try is counted before, so that many at once are as few as one after the other; what fails
   * otherwise (storage, too many waiting) is said as it is and counts for nothing.
   * @throws JustesseError password_wrong | too_many_tries | busy | storage_full | read_only
   */
  prove(claim: Claim, password: string, address: string): Promise<Proof>
  /** The hash of a new password. @throws JustesseError password_short | busy */
  hash(password: string, trier: Trier): Promise<string>
  /** Counts a try that found something out without a password, such as an address that has an account. @throws JustesseError too_many_tries */
  countTry(trier: Trier): void
  signOut(headers: Headers): Promise<string[]>
  /**
   * Opens a session for a person whom a one-time link or a password proved.
   * @throws JustesseError password_wrong when the password was changed since it was proved
   */
  enterAs(userId: string, from?: Trier, proof?: Proof): Promise<string[]>
  /** To be called when the password of a user was changed or their sessions ended in the database. */
  changed(userId: string): void
  endSessions(userId: string, exceptToken?: string): Promise<void>
  countSessions(userId: string): Promise<number>
  /** The session that a signed cookie proves, or null. Costs 0.5 to 1.3 ms: use Sessions. */
  session(headers: Headers): Promise<{ userId: string; token: string; endsAtMs: number } | null>
  /** Sets a user's name or address. */
  rename(userId: string, name: string): Promise<void>
}

/**
 * @param cores how many processor cores this machine has: half of them may hash passwords at once
 * @param nowMs the clock of the tries
 */
export function createAuth(
  db: Storage["db"],
  engine: "sqlite" | "postgres",
  settings: AuthSettings,
  cores: number,
  nowMs: () => number,
): Auth {
  const queue = createPasswordQueue(Math.max(1, Math.floor(cores / 2)))
  const tries = createTries(nowMs)
  const auth = build(db, engine, settings)
  const context = auth.$context
  const credentialOf = (claim: Claim): Promise<Credential | undefined> =>
    "email" in claim ? findCredentialByEmail(db, claim.email) : findCredential(db, claim.userId)
  return {
    async prove(claim, password, address) {
      const account = "email" in claim ? claim.email.toLowerCase() : await emailOf(db, claim.userId)
      const trier = { account, address }
      const taken = tries.take(trier)
      const isProven = taken.proven || "userId" in claim
      let checked: { known: Credential | undefined; right: boolean }
      try {
        checked = await queue.run(trier, isProven, async () => {
          const known = await credentialOf(claim)
          return { known, right: await verifyPassword({ hash: known?.hash ?? NOBODY, password }) }
        })
      } catch (error) {
        taken.giveBack()
        throw storageFailure(error)
      }
      const { known, right } = checked
      if (!known?.hash || !right) throw new JustesseError("password_wrong")
      taken.giveBack()
      return { userId: known.userId, hash: known.hash }
    },
    async hash(password, trier) {
      if (password.length < MIN_PASSWORD) throw new JustesseError("password_short", { least: MIN_PASSWORD })
      return queue.run(trier, true, () => hashPassword(password))
    },
    countTry: (trier) => void tries.take(trier),
    async signOut(headers) {
      const answer = await auth.api.signOut({ headers, returnHeaders: true })
      return answer.headers.getSetCookie()
    },
    async enterAs(userId, from, proof) {
      try {
        const answer = await auth.api.enterAs({ body: { userId }, returnHeaders: true })
        if (proof && !(await isStillInForce(db, userId, proof.hash))) {
          await endSession(db, answer.response.token)
          throw new JustesseError("password_wrong")
        }
        if (from) tries.proved(from)
        return answer.headers.getSetCookie()
      } catch (error) {
        throw storageFailure(error)
      }
    },
    changed: settings.onUserChanged,
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
        const storage = storageFailure(error)
        // A session that is a day old is prolonged by reading it. On a full disk it is read as it is.
        if (!(storage instanceof JustesseError) || storage.code === "busy") throw storage
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

async function emailOf(db: Storage["db"], userId: string): Promise<string> {
  const known = await findCredential(db, userId).catch((error: unknown) => {
    throw storageFailure(error)
  })
  if (!known) throw new JustesseError("not_found")
  return known.email
}
