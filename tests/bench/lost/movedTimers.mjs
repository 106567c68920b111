// The clock of movedClock.mjs, and with it what waits by a timer of 15 seconds or more that keeps no program running: when the clock is
// moved past its moment it is done, as it is when that time has passed. Shorter waits, and limits on work under way, are of real time.
import "./movedClock.mjs"

const LEAST_MS = 15_000
const LOOKS_MS = 50

const begin = globalThis.setTimeout
const waiting = new Set()

const setMoved = (act, ms, ...given) => {
  const timer = begin(
    (...all) => {
      waiting.delete(one)
      act(...all)
    },
    ms,
    ...given,
  )
  const one = { timer, dueMs: Date.now() + ms, run: () => act(...given) }
  const unref = timer.unref.bind(timer)
  timer.unref = () => {
    if (ms >= LEAST_MS) waiting.add(one)
    return unref()
  }
  return timer
}
Object.defineProperties(setMoved, Object.getOwnPropertyDescriptors(begin))
globalThis.setTimeout = setMoved

const end = globalThis.clearTimeout
globalThis.clearTimeout = (timer) => {
  for (const one of waiting) if (one.timer === timer) waiting.delete(one)
  end(timer)
}

setInterval(() => {
  const nowMs = Date.now()
  const due = [...waiting].filter(({ dueMs }) => dueMs <= nowMs)
  for (const one of due) {
    waiting.delete(one)
    end(one.timer)
  }
  for (const { run } of due) run()
}, LOOKS_MS).unref()
