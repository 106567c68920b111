import { courseAt, type Playing, playFrom, resume, stepSpeed } from "@justesse/editor/sound/playing"
import { createStore } from "zustand/vanilla"

/** Why nothing can be heard. */
type PlayTrouble = "format" | "network" | "no_device"

/** What is heard, for the parts of the page. The moment itself is asked of the player at each frame. */
interface Heard {
  readonly playing: boolean
  readonly speed: number
  readonly repeats: boolean
  readonly trouble: PlayTrouble | null
}

/** How often the end of a stretch is looked for when no frames are drawn, in milliseconds. */
const WATCH_MS = 20

/**
 * Plays one recording by the browser's own elements, which keep the pitch at every speed and fetch only what is heard. One a page;
 * what is heard when is decided by `@justesse/editor/sound/playing`. There are two: while one is heard, the other waits at the place
 * that is likely to be heard next, since going to a place takes longer than anybody waits for.
 */
export class Player {
  readonly view = createStore<Heard>(() => ({ playing: false, speed: 1, repeats: false, trouble: null }))
  #audio: HTMLAudioElement
  #spare: HTMLAudioElement
  readonly #onMoved = new Set<() => void>()
  #stretch: Playing | null = null
  readonly #durationMs: number
  #watch: ReturnType<typeof setInterval> | null = null
  /** Where it will be once the element has gone there: it tells the old place until then. */
  #wantedMs: number | null = null
  /** It was told to play, and is not heard yet: nothing else is fetched meanwhile. */
  #begins = false
  /** Where the spare element waits, or goes; `isThere` once it is. */
  #ready: { readonly atMs: number; isThere: boolean } | null = null
  #nextMs: number | null = null

  constructor(durationMs: number, make: () => HTMLAudioElement = () => new Audio()) {
    this.#durationMs = durationMs
    this.#audio = this.#listenTo(make())
    this.#spare = this.#listenTo(make())
  }

  #listenTo(audio: HTMLAudioElement): HTMLAudioElement {
    audio.preload = "metadata"
    audio.preservesPitch = true
    const on = (name: string, does: () => void) =>
      audio.addEventListener(name, () => {
        if (audio === this.#audio) does()
      })
    on("playing", () => this.#began())
    on("pause", () => this.#halted())
    on("ended", () => this.#halted())
    on("seeked", () => {
      this.#wantedMs = null
      this.#moved()
    })
    on("error", () => this.#say({ trouble: audio.error?.code === 2 ? "network" : "format" }))
    audio.addEventListener("seeked", () => {
      if (audio === this.#spare && this.#ready) this.#ready.isThere = true
    })
    return audio
  }

  /** Where the recording comes from; from the same place it goes on as it is. */
  load(url: string): void {
    if (this.#audio.src === new URL(url, location.href).href) return
    this.stop()
    this.#stretch = null
    this.#wantedMs = null
    this.#say({ trouble: null })
    this.#ready = null
    this.#nextMs = null
    this.#audio.src = url
  }

  /** What is likely to be heard next: it is made ready as soon as what is asked for is heard. */
  prepare({ fromMs }: Playing): void {
    this.#nextMs = fromMs
    if (!this.#begins) this.#prepareNext()
  }

  /** The moment that is heard, or would be next, in milliseconds from the beginning. */
  get nowMs(): number {
    return this.#wantedMs ?? this.#audio.currentTime * 1_000
  }

  /** Calls back when the moment moved while nothing plays. Returns what ends it. */
  onMoved(hear: () => void): () => void {
    this.#onMoved.add(hear)
    return () => this.#onMoved.delete(hear)
  }

  /** Hears a stretch from its beginning. */
  play(stretch: Playing): void {
    this.#stretch = stretch
    if (this.#ready?.isThere && Math.abs(this.#ready.atMs - stretch.fromMs) < 1) this.#takeSpare(stretch.fromMs)
    else this.#goTo(stretch.fromMs)
    this.#start()
  }

  /** Plays on, or stops. */
  toggle(): void {
    if (!this.#audio.paused) return this.stop()
    const now = this.nowMs
    const next = resume(this.#stretch, now, this.#durationMs)
    this.#stretch = next
    if (now >= this.#durationMs || (next.untilMs !== null && now >= next.untilMs)) this.#goTo(next.fromMs)
    this.#start()
  }

  stop(): void {
    this.#audio.pause()
  }

  /** To a moment; what plays goes on there to the end of the recording. */
  seek(ms: number): void {
    const to = Math.min(this.#durationMs, Math.max(0, ms))
    this.#stretch = playFrom(to)
    this.#goTo(to)
  }

  /** So many milliseconds back, within the stretch that is heard. */
  back(ms: number): void {
    const to = Math.max(0, this.nowMs - ms)
    if (this.#stretch && to < this.#stretch.fromMs) this.#stretch = { ...this.#stretch, fromMs: to }
    this.#goTo(to)
  }

  changeSpeed(tenths: number): void {
    const speed = stepSpeed(this.view.getState().speed, tenths)
    for (const audio of [this.#audio, this.#spare]) {
      audio.defaultPlaybackRate = speed
      audio.playbackRate = speed
    }
    this.#say({ speed })
  }

  /** Whether a segment that is heard begins again at its end. */
  setRepeats(repeats: boolean): void {
    this.#say({ repeats })
    if (this.#stretch) this.#stretch = { ...this.#stretch, repeats: repeats && this.#stretch.untilMs !== null }
  }

  /** Looks again whether this computer can be heard, and whether the recording comes. */
  tryAgain(): void {
    this.#say({ trouble: null })
    if (this.#audio.error) this.#audio.load()
    void this.#findDevice()
  }

  /** The page is left. */
  close(): void {
    this.#unwatch()
    for (const audio of [this.#audio, this.#spare]) {
      audio.pause()
      audio.removeAttribute("src")
      audio.load()
    }
  }

  /** The spare element is heard from now on, from where it waits; the other one is to spare. */
  #takeSpare(fromMs: number): void {
    const before = this.#audio
    this.#audio = this.#spare
    this.#spare = before
    before.pause()
    this.#ready = null
    this.#wantedMs = null
    // A browser that went near it is told the place once more.
    if (Math.abs(this.#audio.currentTime * 1_000 - fromMs) >= 1) this.#goTo(fromMs)
    this.#moved()
  }

  #prepareNext(): void {
    const atMs = this.#nextMs
    this.#nextMs = null
    const { src } = this.#audio
    if (atMs === null || src === "" || (this.#ready && Math.abs(this.#ready.atMs - atMs) < 1)) return
    if (this.#spare.src !== src) this.#spare.src = src
    this.#ready = { atMs, isThere: false }
    this.#spare.currentTime = atMs / 1_000
  }

  #began(): void {
    this.#begins = false
    this.#say({ playing: true, trouble: null })
    this.#prepareNext()
  }

  #start(): void {
    this.#begins = true
    this.#audio.playbackRate = this.view.getState().speed
    this.#audio.play().then(
      () => this.#watchEnd(),
      (error: unknown) => {
        // A stop before it began is no trouble.
        const isFormat = error instanceof DOMException && error.name === "NotSupportedError"
        if (isFormat) this.#say({ trouble: navigator.onLine ? "format" : "network" })
      },
    )
    void this.#findDevice()
  }

  /** A computer that lists its devices and has none to hear by is told so; one that lists nothing says nothing. */
  async #findDevice(): Promise<void> {
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => [])
    if (!devices || devices.length === 0) return
    const isHeard = devices.some(({ kind }) => kind === "audiooutput")
    const { trouble } = this.view.getState()
    if (!isHeard && trouble === null) this.#say({ trouble: "no_device" })
    if (isHeard && trouble === "no_device") this.#say({ trouble: null })
  }

  #goTo(ms: number): void {
    // Where it is there already, nothing is fetched or decoded anew.
    if (Math.abs(this.#audio.currentTime * 1_000 - ms) < 1 && this.#wantedMs === null) return
    this.#wantedMs = ms
    this.#audio.currentTime = ms / 1_000
    this.#moved()
  }

  #watchEnd(): void {
    this.#watch ??= setInterval(() => this.#lookAtEnd(), WATCH_MS)
  }

  #lookAtEnd(): void {
    if (!this.#stretch || this.#wantedMs !== null) return
    const course = courseAt(this.#stretch, this.#audio.currentTime * 1_000)
    if (course.does === "goOn") return
    if (course.does === "stop") this.stop()
    this.#goTo(course.toMs)
  }

  #halted(): void {
    this.#begins = false
    this.#unwatch()
    this.#say({ playing: false })
    this.#moved()
  }

  #unwatch(): void {
    if (this.#watch !== null) clearInterval(this.#watch)
    this.#watch = null
  }

  #moved(): void {
    for (const hear of this.#onMoved) hear()
  }

  #say(change: Partial<Heard>): void {
    this.view.setState(change)
  }
}
