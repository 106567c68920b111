import { randomUuid } from "../browser/uuid.ts"
import { offlineDatabase } from "./database.ts"

/** Does work while no other page of this browser does work of this name. */
export type Exclusively = (name: string, work: () => Promise<void>) => Promise<void>

const LOCK_MS = 15_000
const RENEW_MS = 5_000
const ASK_AGAIN_MS = 300
const page = randomUuid()

/** By Web Locks where the address allows them, else by a row in IndexedDB that a page renews while it works. */
export const exclusively: Exclusively = async (name, work) => {
  if ("locks" in navigator && window.isSecureContext) {
    await navigator.locks.request(`justesse-${name}`, work)
    return
  }
  while (!(await takeLock(name))) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
  const renewing = setInterval(() => void takeLock(name), RENEW_MS)
  try {
    await work()
  } finally {
    clearInterval(renewing)
    await endLock(name)
  }
}

/** True when this page has the lock. A page that died is waited for until its lock has run out. */
async function takeLock(name: string): Promise<boolean> {
  try {
    const tx = (await offlineDatabase()).transaction("locks", "readwrite")
    const now = Date.now()
    const other = await tx.store.get(name)
    const isFree = !other || other.page === page || other.untilMs < now || other.untilMs > now + LOCK_MS
    if (isFree) await tx.store.put({ name, page, untilMs: now + LOCK_MS })
    await tx.done
    return isFree
  } catch {
    // Nothing is kept in this browser: no other page has anything to do.
    return true
  }
}

async function endLock(name: string): Promise<void> {
  try {
    const tx = (await offlineDatabase()).transaction("locks", "readwrite")
    const mine = await tx.store.get(name)
    if (mine?.page === page) await tx.store.delete(name)
    await tx.done
  } catch {
    // It runs out by itself.
  }
}
