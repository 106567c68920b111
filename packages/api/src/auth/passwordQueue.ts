import { JustesseError } from "@justesse/types"
import { networkOf, type Trier } from "./tries.ts"

/** Most that wait from one network, and in all; whoever is over it is told to come back. */
interface Bounds {
  readonly address: number
  readonly all: number
}

interface Waiting {
  readonly trier: Trier
  readonly network: string
  /** How many of the same account were waiting or running when it came. */
  readonly rank: number
  go(): void
  refuse(error: JustesseError): void
}

/**
 * Runs at most `limit` jobs at once: a password costs 90 ms of a core, on a thread of the pool.
 *
 * Next comes whoever is proven (by a session, a link, or an earlier sign-in from there); then the networks take turns, and of
 * one network the account with the fewest tries, the newest first: many guesses at once do not make others wait. When a
 * network has too many waiting, the one that would come last is refused.
 */
export function createPasswordQueue(limit: number, most: Bounds = { address: 64, all: 256 }) {
  let running = 0
  const proven: Waiting[] = []
  const networks = new Map<string, Waiting[]>()
  const active = new Map<string, number>()

  const waitingInAll = () => proven.length + [...networks.values()].reduce((sum, line) => sum + line.length, 0)

  function next(): Waiting | undefined {
    const known = proven.shift()
    if (known) return known
    const [network, line] = networks.entries().next().value ?? []
    if (network === undefined || !line) return undefined
    const [one] = line.splice(bestOf(line), 1)
    networks.delete(network)
    if (line.length > 0) networks.set(network, line)
    return one
  }

  function enqueue(one: Waiting, isProven: boolean): void {
    const line = isProven ? proven : (networks.get(one.network) ?? [])
    if (!isProven) networks.set(one.network, line)
    line.push(one)
    const ofNetwork = isProven ? line.filter((other) => other.network === one.network) : line
    const overfull = ofNetwork.length > most.address ? ofNetwork : waitingInAll() > most.all ? longest() : null
    if (!overfull) return
    const last = overfull[isProven ? overfull.length - 1 : worstOf(overfull)]
    if (!last) return
    leave(last)
    last.refuse(new JustesseError("busy", { why: "passwords" }))
  }

  const longest = () => [proven, ...networks.values()].reduce((a, b) => (b.length > a.length ? b : a))

  function leave(one: Waiting): void {
    for (const line of [proven, ...networks.values()]) {
      const at = line.indexOf(one)
      if (at >= 0) line.splice(at, 1)
    }
    if (networks.get(one.network)?.length === 0) networks.delete(one.network)
  }

  const count = (account: string, by: 1 | -1) => {
    const now = (active.get(account) ?? 0) + by
    if (now > 0) active.set(account, now)
    else active.delete(account)
  }

  return {
    /** @throws JustesseError busy when too many wait already */
    async run<T>(trier: Trier, isProven: boolean, job: () => Promise<T>): Promise<T> {
      const rank = active.get(trier.account) ?? 0
      count(trier.account, 1)
      try {
        if (running < limit) running++
        else
          await new Promise<void>((go, refuse) =>
            enqueue({ trier, network: networkOf(trier.address), rank, go, refuse }, isProven),
          )
        try {
          return await job()
        } finally {
          const following = next()
          if (following) following.go()
          else running--
        }
      } finally {
        count(trier.account, -1)
      }
    },
  }
}

/** Fewest tries of its account first; of these the newest. */
function bestOf(line: readonly Waiting[]): number {
  return line.reduce((best, one, at) => (one.rank <= (line[best]?.rank ?? 0) ? at : best), 0)
}

/** Most tries of its account; of these the oldest. */
function worstOf(line: readonly Waiting[]): number {
  return line.reduce((worst, one, at) => (one.rank > (line[worst]?.rank ?? 0) ? at : worst), 0)
}
