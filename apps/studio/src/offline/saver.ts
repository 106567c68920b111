import { createStore } from "zustand/vanilla"
import { keepHere, readHere } from "../shell/browserKeeps.ts"
import { type Arrival, isSlow, speedOf, withArrival } from "./lineSpeed.ts"

const KEY = "justesse.saver"
/** Tasks after the one that is shown whose pictures are loaded while the network is spared. */
export const SAVED_AHEAD = 2

interface Saver {
  /** Smaller pictures first, and fewer ahead: a choice for this computer. */
  readonly isOn: boolean
  /** Bytes of full pictures that were not loaded on this computer. */
  readonly savedBytes: number
  /** Bytes in a second, as last measured; null before. */
  readonly speed: number | null
  /** "Not now", until this window is loaded anew. */
  readonly isPutOff: boolean
}

function read(): Pick<Saver, "isOn" | "savedBytes"> {
  const [on, bytes] = (readHere(KEY) ?? "").split(" ")
  return { isOn: on === "on", savedBytes: Math.max(0, Number.parseInt(bytes ?? "", 10) || 0) }
}

/** Whether the network is spared on this computer, what that saved, and how fast it was measured to be. */
export const saver = createStore<Saver>(() => ({ ...read(), speed: null, isPutOff: false }))

saver.subscribe(({ isOn, savedBytes }, before) => {
  if (isOn !== before.isOn || savedBytes !== before.savedBytes) keepHere(KEY, `${isOn ? "on" : "off"} ${savedBytes}`)
})

let latest: readonly Arrival[] = []

/** Something came over the network. */
export function arrived(arrival: Arrival): void {
  latest = withArrival(latest, arrival)
  saver.setState({ speed: speedOf(latest) })
}

/** Whether it is worth saying that smaller pictures would help: the line was measured to be slow, and nobody chose yet. */
export function isWorthSaying({ isOn, isPutOff, speed }: Saver): boolean {
  return !isOn && !isPutOff && isSlow(speed)
}

/** Full pictures that were not loaded, by address, with their bytes. */
const spared = new Map<string, number>()

/** A full picture of so many bytes is not loaded for now. */
export function spare(address: string, bytes: number): void {
  if (spared.has(address)) return
  spared.set(address, bytes)
  saver.setState(({ savedBytes }) => ({ savedBytes: savedBytes + bytes }))
}

/** A full picture is loaded after all. */
export function unspare(address: string): void {
  const bytes = spared.get(address) ?? 0
  spared.delete(address)
  if (bytes > 0) saver.setState(({ savedBytes }) => ({ savedBytes: Math.max(0, savedBytes - bytes) }))
}
