import { JustesseError } from "@justesse/types"

const WINDOW_MS = 300_000

/**
 * Counts failed sign-ins: 10 an account and 120 an address in five minutes, so that a classroom behind one router may mistype
 * and nobody may guess. Kept in memory; a restart forgets it.
 */
export function createTries(nowMs: () => number, most = { account: 10, address: 120 }) {
  const failures = new Map<string, number[]>()
  const recent = (key: string) => (failures.get(key) ?? []).filter((at) => at > nowMs() - WINDOW_MS)
  return {
    /** @throws JustesseError too_many_tries, with the seconds to wait */
    check(account: string, address: string): void {
      for (const [key, limit] of [
        [`account ${account}`, most.account],
        [`address ${address}`, most.address],
      ] as const) {
        const times = recent(key)
        if (times.length < limit) continue
        throw new JustesseError("too_many_tries", {
          seconds: Math.ceil(((times[0] ?? 0) + WINDOW_MS - nowMs()) / 1000),
        })
      }
    },
    failed(account: string, address: string): void {
      for (const key of [`account ${account}`, `address ${address}`]) failures.set(key, [...recent(key), nowMs()])
      if (failures.size > 20_000) failures.clear()
    },
    succeeded(account: string): void {
      failures.delete(`account ${account}`)
    },
  }
}
export type Tries = ReturnType<typeof createTries>
