import type { Who } from "../core/who.ts"
import type { Auth } from "./index.ts"

interface Entry {
  readonly who: Who
  readonly token: string
  readonly userId: string
  readonly untilMs: number
}

/** The headers that say who asks. */
export interface Credentials {
  readonly authorization: string | undefined
  readonly cookie: string | undefined
  /** Every header, for the sign-in library: made when it is asked. */
  all(): Headers
}

/** Who sends a request, from a small cache keyed by the signed cookie as it came, or by an API token's hash. */
export interface Sessions {
  /** Answers at once on a hit, a promise on a miss. */
  who(credentials: Credentials): Who | null | Promise<Who | null>
  /** The session's own token, so that "sign out elsewhere" can spare it. */
  token(headers: Headers): Promise<string | null>
  forgetToken(token: string): void
  forgetUser(userId: string): void
  forgetAll(): void
}

interface SessionSources {
  readonly auth: () => Auth
  nowMs(): number
  sha256(text: string): string
  /** The person behind a sign-in user; null when unknown or inactive. */
  personOf(userId: string): Promise<{ id: number; name: string; operator: boolean } | null>
  /** The person and scopes behind an API token's hash; null when unknown, over or inactive. */
  tokenOf(sha256: string): Promise<Who | null>
}

const KEPT_MS = 60_000
const MOST = 10_000
const NAME = /(?:^|;\s*)((?:__Host-)?justesse\.session_token=[^;]+)/

/** Sessions that are looked up once and remembered for a while, at most 10,000; what ends one forgets it at once. */
export function createSessions(sources: SessionSources): Sessions {
  const entries = new Map<string, Entry>()
  // Rises with every revocation: a look-up that began before one may answer, but is not remembered.
  let revocations = 0

  function remember(key: string, entry: Entry): void {
    if (entries.size >= MOST) entries.delete(entries.keys().next().value ?? "")
    entries.set(key, entry)
  }

  async function lookUp(key: string, headers: Headers): Promise<Who | null> {
    const before = revocations
    const session = await sources.auth().session(headers)
    const person = session ? await sources.personOf(session.userId) : null
    if (!session || !person) return null
    const who: Who = { personId: person.id, name: person.name, operator: person.operator, scopes: null }
    const untilMs = Math.min(session.endsAtMs, sources.nowMs() + KEPT_MS)
    if (before === revocations) remember(key, { who, token: session.token, userId: session.userId, untilMs })
    return who
  }

  async function lookUpToken(key: string, hash: string): Promise<Who | null> {
    const before = revocations
    const who = await sources.tokenOf(hash)
    // Whom the token of the data folder stands for changes while the server runs: it is asked each time.
    if (who && !who.holdsFolder && before === revocations)
      remember(key, { who, token: key, userId: "", untilMs: sources.nowMs() + KEPT_MS })
    return who
  }

  function hit(key: string): Who | null {
    const entry = entries.get(key)
    if (entry && entry.untilMs > sources.nowMs()) return entry.who
    if (entry) entries.delete(key)
    return null
  }

  function forget(matches: (entry: Entry) => boolean): void {
    revocations++
    for (const [key, entry] of entries) if (matches(entry)) entries.delete(key)
  }

  return {
    who({ authorization, cookie: cookies, all }) {
      const bearer = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1]
      if (bearer) {
        const hash = sources.sha256(bearer)
        return hit(`token ${hash}`) ?? lookUpToken(`token ${hash}`, hash)
      }
      const cookie = NAME.exec(cookies ?? "")?.[1]
      return cookie ? (hit(cookie) ?? lookUp(cookie, all())) : null
    },
    async token(headers) {
      return (await sources.auth().session(headers))?.token ?? null
    },
    forgetToken: (token) => forget((entry) => entry.token === token),
    forgetUser: (userId) => forget((entry) => entry.userId === userId),
    forgetAll: () => forget(() => true),
  }
}
