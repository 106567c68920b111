import type { AssignmentId } from "@justesse/types"

/** One window's hold on a task. */
export interface TabHold {
  /** This window may write. */
  readonly mine: boolean
  release(): void
}

/**
 * Take hold of a task for this window. `mine` is false when another window of this browser has it; with `steal` it is
 * taken from there. `onLost` is called when another window takes it from us. Web Locks where the address allows them,
 * else a channel between windows.
 */
export function holdTask(id: AssignmentId, steal: boolean, onLost: () => void): Promise<TabHold> {
  return "locks" in navigator && window.isSecureContext ? withLock(id, steal, onLost) : withChannel(id, steal, onLost)
}

function withLock(id: AssignmentId, steal: boolean, onLost: () => void): Promise<TabHold> {
  return new Promise((resolve) => {
    let release = () => {}
    let given = false
    const held = new Promise<void>((done) => {
      release = done
    })
    const take = (lock: Lock | null) => {
      given = lock !== null
      resolve({ mine: given, release: () => release() })
      return given ? held : undefined
    }
    const options = steal ? { steal: true } : { ifAvailable: true }
    navigator.locks.request(`justesse-task-${id}`, options, take).catch(() => {
      // A lock that was stolen rejects its holder.
      if (given) onLost()
      else resolve({ mine: false, release: () => {} })
    })
  })
}

interface Word {
  readonly kind: "anybody" | "here" | "first" | "take"
  readonly id: string
  readonly from: string
}

const ANSWER_WITHIN_MS = 200

function withChannel(id: AssignmentId, steal: boolean, onLost: () => void): Promise<TabHold> {
  if (typeof BroadcastChannel === "undefined") return Promise.resolve({ mine: true, release: () => {} })
  const channel = new BroadcastChannel("justesse-tasks")
  const from = String(crypto.getRandomValues(new Uint32Array(1))[0])
  let holding = steal
  let asking = !steal
  let answered = () => {}
  const say = (kind: Word["kind"]) => channel.postMessage({ kind, id, from } satisfies Word)
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.id !== id || data.from === from) return
    if (data.kind === "anybody" && holding) say("here")
    // Of windows that ask at once, the smallest number has it: whoever hears of a smaller one gives way.
    else if (data.kind === "anybody" && asking && from < data.from) say("first")
    const isOthers = data.kind === "anybody" || data.kind === "first" ? asking && data.from < from : false
    if (data.kind === "here" || isOthers) answered()
    if (data.kind === "take" && holding) {
      holding = false
      onLost()
    }
  }
  const release = () => {
    holding = false
    asking = false
    channel.close()
  }
  say(steal ? "take" : "anybody")
  if (steal) return Promise.resolve({ mine: true, release })
  return new Promise((resolve) => {
    const nobody = window.setTimeout(() => {
      asking = false
      holding = true
      resolve({ mine: true, release })
    }, ANSWER_WITHIN_MS)
    answered = () => {
      window.clearTimeout(nobody)
      asking = false
      resolve({ mine: false, release })
    }
  })
}
