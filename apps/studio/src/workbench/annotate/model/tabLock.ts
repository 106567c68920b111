import type { AssignmentId } from "@justesse/types"

/** One window's lock on a task. */
export interface TabLock {
  /** This window may write. */
  readonly mine: boolean
  release(): void
}

/**
 * Lock a task for this window. `mine` is false when another window of this browser has it; with `steal` it is
 * taken from there. `onLost` is called when another window takes it from us. Web Locks where the address allows them,
 * else a channel between windows.
 */
export function lockTask(id: AssignmentId, steal: boolean, onLost: () => void): Promise<TabLock> {
  return "locks" in navigator && window.isSecureContext ? withLock(id, steal, onLost) : withChannel(id, steal, onLost)
}

/** Whether another window of this browser has a task; this one takes nothing. */
export async function isHeldElsewhere(id: AssignmentId): Promise<boolean> {
  const { mine, release } = await lockTask(id, false, () => {})
  release()
  return !mine
}

function withLock(id: AssignmentId, steal: boolean, onLost: () => void): Promise<TabLock> {
  return new Promise((resolve) => {
    let release = () => {}
    let given = false
    const untilReleased = new Promise<void>((done) => {
      release = done
    })
    const take = (lock: Lock | null) => {
      given = lock !== null
      resolve({ mine: given, release: () => release() })
      return given ? untilReleased : undefined
    }
    const options = steal ? { steal: true } : { ifAvailable: true }
    navigator.locks.request(`justesse-task-${id}`, options, take).catch(() => {
      // A lock that was stolen rejects its holder.
      if (given) onLost()
      else resolve({ mine: false, release: () => {} })
    })
  })
}

interface Message {
  readonly kind: "anybody" | "here" | "first" | "take"
  readonly id: string
  readonly from: string
}

const ANSWER_WITHIN_MS = 200

function withChannel(id: AssignmentId, steal: boolean, onLost: () => void): Promise<TabLock> {
  if (typeof BroadcastChannel === "undefined") return Promise.resolve({ mine: true, release: () => {} })
  const channel = new BroadcastChannel("justesse-tasks")
  const from = String(crypto.getRandomValues(new Uint32Array(1))[0])
  let isHolder = steal
  let asking = !steal
  let answered = () => {}
  const post = (kind: Message["kind"]) => channel.postMessage({ kind, id, from } satisfies Message)
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.id !== id || data.from === from) return
    if (data.kind === "anybody" && isHolder) post("here")
    // Of windows that ask at once, the smallest number has it: whoever hears of a smaller one gives way.
    else if (data.kind === "anybody" && asking && from < data.from) post("first")
    const isOthers = data.kind === "anybody" || data.kind === "first" ? asking && data.from < from : false
    if (data.kind === "here" || isOthers) answered()
    if (data.kind === "take" && isHolder) {
      isHolder = false
      onLost()
    }
  }
  const release = () => {
    isHolder = false
    asking = false
    channel.close()
  }
  post(steal ? "take" : "anybody")
  if (steal) return Promise.resolve({ mine: true, release })
  return new Promise((resolve) => {
    const nobody = window.setTimeout(() => {
      asking = false
      isHolder = true
      resolve({ mine: true, release })
    }, ANSWER_WITHIN_MS)
    answered = () => {
      window.clearTimeout(nobody)
      asking = false
      resolve({ mine: false, release })
    }
  })
}
