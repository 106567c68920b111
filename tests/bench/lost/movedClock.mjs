// Loaded into the server's process before it: its clock is as far ahead as the file says (milliseconds), read at most 20 times a second.
import { readFileSync } from "node:fs"

const file = process.env.CLOCK_AHEAD_FILE ?? ""
const Real = globalThis.Date
let aheadMs = 0
let readAtMs = 0

function now() {
  const at = Real.now()
  if (at - readAtMs > 50) {
    readAtMs = at
    aheadMs = Number(readFileSync(file, "utf8")) || 0
  }
  return at + aheadMs
}

globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given))
  }
  static now() {
    return now()
  }
}
