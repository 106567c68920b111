import { JustesseError } from "@justesse/types"

const WINDOW_MS = 300_000
const MOST_KEYS = 20_000
const PROOF_MS = 30 * 86_400_000

/** Who tries a password: an account (address of the person, in small letters) from an address of the network. */
export interface Trier {
  readonly account: string
  readonly address: string
}

/** One try, counted. `giveBack` when no password was checked, or it was the right one. */
interface Try {
  /** Whether this account was signed in from this address before. */
  readonly proven: boolean
  giveBack(): void
}

/** The network that a try comes from: a household or school has a whole /64 of IPv6, and one address of IPv4. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "")
  if (!plain.includes(":")) return plain
  const [head = "", tail = ""] = plain.split("::")
  const before = head.split(":").filter((group) => group !== "")
  const after = tail.split(":").filter((group) => group !== "")
  const missing = plain.includes("::") ? Array(Math.max(0, 8 - before.length - after.length)).fill("0") : []
  return [...before, ...missing, ...after].slice(0, 4).join(":")
}

/**
 * Counts tries to sign in before anything is hashed: 10 an account and 120 an address in five minutes, so that a classroom
 * behind one router may mistype and nobody may guess. Whoever signed in from an address before has 10 of their own there,
 * whatever others do to the account or the address. Kept in memory; a restart forgets it.
 */
export function createTries(nowMs: () => number, most = { account: 10, address: 120 }) {
  const counted = new Map<string, number[]>()
  const proofs = new Map<string, number>()

  const recent = (key: string) => (counted.get(key) ?? []).filter((at) => at > nowMs() - WINDOW_MS)
  const keep = (key: string, times: number[]) => {
    // The key goes to the end: what was not touched for longest is the first to go.
    counted.delete(key)
    if (times.length > 0) counted.set(key, times)
    if (counted.size > MOST_KEYS) counted.delete(counted.keys().next().value ?? "")
  }
  const pairOf = ({ account, address }: Trier) => `pair ${networkOf(address)} ${account}`
  const isProven = (trier: Trier) => (proofs.get(pairOf(trier)) ?? Number.NEGATIVE_INFINITY) > nowMs() - PROOF_MS

  return {
    /** @throws JustesseError too_many_tries, with the seconds to wait */
    take(trier: Trier): Try {
      const proven = isProven(trier)
      const limits: readonly (readonly [string, number])[] = proven
        ? [[pairOf(trier), most.account]]
        : [
            [`account ${trier.account}`, most.account],
            [`address ${networkOf(trier.address)}`, most.address],
          ]
      for (const [key, limit] of limits) {
        const times = recent(key)
        if (times.length < limit) continue
        const seconds = Math.ceil(((times[0] ?? 0) + WINDOW_MS - nowMs()) / 1000)
        throw new JustesseError("too_many_tries", { seconds })
      }
      const at = nowMs()
      for (const [key] of limits) keep(key, [...recent(key), at])
      return {
        proven,
        giveBack() {
          for (const [key] of limits) {
            const times = recent(key)
            const mine = times.indexOf(at)
            if (mine >= 0) keep(key, [...times.slice(0, mine), ...times.slice(mine + 1)])
          }
        },
      }
    },
    /** This person is who they say, here: their earlier mistakes are forgiven. */
    proved(trier: Trier): void {
      const pair = pairOf(trier)
      counted.delete(pair)
      counted.delete(`account ${trier.account}`)
      proofs.delete(pair)
      proofs.set(pair, nowMs())
      if (proofs.size > MOST_KEYS) proofs.delete(proofs.keys().next().value ?? "")
    },
  }
}
