import type { Page } from "playwright-core"
import { PITCHES, secondOf, TONE_MS, TONES } from "./made.ts"

/** One tone of the recording that was heard: when (of the page's clock), and which second it spells. */
export interface HeardSecond {
  readonly atMs: number
  /** When the player gave it away: the listener adds its own way to the loudspeaker, of which the player knows nothing. */
  readonly givenMs: number
  readonly second: number
  /** The pitch of its first tone, in hertz. */
  readonly pitch: number
}

/** Where the line of the moment stood at a frame, in pixels from the left of the wave. */
export interface ShownAt {
  readonly atMs: number
  readonly x: number
}

interface Ears {
  readonly onsets: (Pick<HeardSecond, "atMs" | "givenMs"> & {
    readonly rate: number
    readonly samples: readonly number[]
  })[]
  readonly shown: ShownAt[]
  readonly keys: number[]
}

/** Everything that is played on the page goes through a listener that notes when silence ends and what is heard then. */
const LISTENER = `
registerProcessor("listener", class extends AudioWorkletProcessor {
  constructor() {
    super()
    this.quiet = sampleRate; this.heard = null; this.from = 0; this.late = []
  }
  // Blocks come in bursts: the earliest of the last second is the one that did not wait.
  get offset() { return Math.min(...this.late) }
  process([input], [output]) {
    const channel = input[0]
    this.late.push(Date.now() - (currentFrame / sampleRate) * 1000)
    if (this.late.length > 300) this.late.shift()
    if (!channel) { this.quiet += 128; return true }
    for (let c = 0; c < output.length; c++) output[c].set(input[c] ?? channel)
    for (let i = 0; i < channel.length; i++) {
      const value = channel[i]
      if (this.heard) {
        this.heard.push(value)
        if (this.heard.length < sampleRate * 0.26) continue
        this.port.postMessage({ at: this.from, samples: this.heard })
        this.heard = null
        this.quiet = 0
      } else if (Math.abs(value) > 0.02) {
        if (this.quiet > sampleRate * 0.06) { this.heard = [value]; this.from = this.offset + ((currentFrame + i) / sampleRate) * 1000 }
        this.quiet = 0
      } else this.quiet++
    }
    return true
  }
})`

/** Before the page opens: its sound can be listened to, its keys and the place of its line are noted. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript((source) => {
    const ears: Ears = { onsets: [], shown: [], keys: [] }
    Object.assign(globalThis, { ears })
    for (const kind of ["keydown", "click"] as const)
      addEventListener(kind, ({ timeStamp }) => ears.keys.push(timeStamp), true)
    const context = new AudioContext({ latencyHint: "interactive" })
    const ready = context.audioWorklet.addModule(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))
    const play = HTMLMediaElement.prototype.play
    const known = new WeakSet<HTMLMediaElement>()
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      void context.resume()
      if (!known.has(this)) {
        known.add(this)
        const from = context.createMediaElementSource(this)
        void ready.then(() => {
          const node = new AudioWorkletNode(context, "listener")
          node.port.onmessage = ({ data }) => {
            const { sampleRate: rate, outputLatency } = context
            const givenMs = data.at - performance.timeOrigin
            ears.onsets.push({ atMs: givenMs + outputLatency * 1_000, givenMs, rate, samples: data.samples })
          }
          from.connect(node).connect(context.destination)
        })
      }
      return play.call(this)
    }
    /** Tones that are known to begin at moments of the page's clock: how late the listener says they began, in ms. */
    const hearKnown = async (count: number) => {
      await context.resume()
      await ready
      const buffer = context.createBuffer(1, Math.round(context.sampleRate * 0.1), context.sampleRate)
      const samples = buffer.getChannelData(0)
      for (let i = 0; i < samples.length; i++) samples[i] = 0.7 * Math.cos((2 * Math.PI * 900 * i) / context.sampleRate)
      const node = new AudioWorkletNode(context, "listener")
      const errors: number[] = []
      const begins: number[] = []
      let offsetMs = Number.POSITIVE_INFINITY
      node.port.onmessage = ({ data }) => {
        const givenMs = data.at - performance.timeOrigin
        const beganMs = begins.shift()
        if (beganMs !== undefined) errors.push(givenMs - beganMs * 1_000 - offsetMs)
      }
      node.connect(context.destination)
      const first = context.currentTime + 1.2
      for (let n = 0; n < count; n++) {
        const source = context.createBufferSource()
        source.buffer = buffer
        source.connect(node)
        begins.push(first + n * 0.4)
        source.start(first + n * 0.4)
      }
      while (errors.length < count && context.currentTime < first + count * 0.4 + 1) {
        // The page's clock less the sound's; the earliest look did not wait.
        offsetMs = Math.min(offsetMs, performance.now() - context.currentTime * 1_000)
        await new Promise((resolve) => setTimeout(resolve, 3))
      }
      node.disconnect()
      return errors
    }
    Object.assign(globalThis, { hearKnown })
    // What is drawn in a frame is on the screen at the next one: this runs before all that draws, and sees what is on the screen then.
    const look = () => {
      const head = document.querySelector<HTMLElement>("[data-sound-wave] canvas + div")
      const x = /translateX\((-?[\d.e-]+)px\)/.exec(head?.style.transform ?? "")?.[1]
      if (x !== undefined) ears.shown.push({ atMs: performance.now(), x: Number(x) })
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, LISTENER)
}

/** How late the listener says that tones began whose moments are known: its own error, ms each. */
export function listenerErrors(page: Page, count: number): Promise<number[]> {
  return page.evaluate(
    (tones) => (globalThis as unknown as { hearKnown: (count: number) => Promise<number[]> }).hearKnown(tones),
    count,
  )
}

/** What was heard and shown since it was asked last; `speed` is how fast it played. */
export async function takeHeard(
  page: Page,
  speed = 1,
): Promise<{
  readonly heard: HeardSecond[]
  readonly shown: readonly ShownAt[]
  readonly keys: readonly number[]
}> {
  const { onsets, shown, keys } = await page.evaluate(() => {
    const { ears } = globalThis as unknown as { ears: Ears }
    return {
      onsets: ears.onsets.splice(0),
      shown: ears.shown.splice(0),
      keys: ears.keys.splice(0),
    }
  })
  return { heard: onsets.map(({ rate, samples, ...at }) => ({ ...at, ...spelled(samples, rate, speed) })), shown, keys }
}

/** Which second these samples spell, and the pitch of the first tone. */
function spelled(samples: readonly number[], rate: number, speed: number): { second: number; pitch: number } {
  const length = Math.round((rate * TONE_MS) / 1_000 / speed)
  const digits = Array.from({ length: TONES }, (_, at) => {
    // Its middle, away from where tones touch.
    const part = samples.slice(Math.round((at + 0.2) * length), Math.round((at + 0.8) * length))
    const powers = PITCHES.map((pitch) => powerOf(part, pitch, rate))
    return powers.indexOf(Math.max(...powers))
  })
  return { second: secondOf(digits), pitch: pitchOf(samples.slice(0, length), rate) }
}

function powerOf(samples: readonly number[], pitch: number, rate: number): number {
  let [re, im] = [0, 0]
  for (const [i, value] of samples.entries()) {
    const phase = (2 * Math.PI * pitch * i) / rate
    re += value * Math.cos(phase)
    im += value * Math.sin(phase)
  }
  return re * re + im * im
}

/** The pitch of a tone, in hertz, to a few hertz: where its power is greatest. */
function pitchOf(samples: readonly number[], rate: number): number {
  let [best, most] = [0, -1]
  for (let pitch = 300; pitch < 4_000; pitch += 5) {
    const power = powerOf(samples, pitch, rate)
    if (power > most) [best, most] = [pitch, power]
  }
  return best
}
