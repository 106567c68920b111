import { useEffect, useRef, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { fetchPicture } from "../../offline/pictures.ts"
import { TaskIcon } from "../parts/icons.tsx"
import { playSide, takeSide } from "./hearing.ts"
import { keepShown } from "./Pane.tsx"
import styles from "./pair.module.css"
import type { Side } from "./sides.ts"

interface Props {
  readonly side: Side
  /** Left or right, as keys know it. */
  readonly at: 0 | 1
  readonly label: string
}

/** One recording of a pair: its wave, where it is, and its player; what this computer keeps is played without a network. */
export function HeardSide({ side, at, label }: Props) {
  const t = useT("pair")
  const audio = useRef<HTMLAudioElement>(null)
  const wave = useRef<HTMLImageElement>(null)
  const { address, failed, again, fail } = useSound(side.media.full)
  const { isPlaying, ms } = useMoment(audio)
  useEffect(() => (audio.current ? takeSide(at, audio.current) : undefined), [at])
  useEffect(() => (wave.current ? keepShown(wave.current) : undefined), [])
  const lengthMs = side.media.sound?.durationMs ?? 0
  const moment = Math.min(ms, lengthMs)
  return (
    <div className={styles.heard}>
      <div className={styles.wave}>
        <img alt="" ref={wave} src={side.media.preview} />
        <svg aria-hidden="true" className={styles.moment}>
          <rect height="100%" width="2" x={`${(100 * moment) / Math.max(1, lengthMs)}%`} />
        </svg>
        <input
          aria-label={t("where", { which: label })}
          aria-valuetext={t("media:whereOf", { at: clockText(moment), length: clockText(lengthMs) })}
          max={lengthMs}
          min={0}
          onChange={({ target }) => {
            if (audio.current) audio.current.currentTime = Number(target.value) / 1_000
          }}
          step={100}
          tabIndex={-1}
          type="range"
          value={moment}
        />
      </div>
      <div className={styles.bar}>
        <button
          aria-label={`${t(isPlaying ? "media:stop" : "media:play")}, ${label}`}
          className={styles.play}
          disabled={address === undefined}
          onClick={() => playSide(at)}
          type="button"
        >
          <TaskIcon name={isPlaying ? "pause" : "play"} />
        </button>
        <span className={styles.clock}>
          {clockText(moment)} / {clockText(lengthMs)}
        </span>
        <Cap of={at === 0 ? "media.play" : "pair.playRight"} />
      </div>
      {/* What is said in it is what people are asked about. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio aria-label={label} onError={fail} preload="auto" ref={audio} src={address} />
      {failed && (
        <p className={styles.failed} role="alert">
          {t("failed")}{" "}
          <button onClick={again} type="button">
            {t("again")}
          </button>
        </p>
      )}
    </div>
  )
}

/** A recording as an address of this page: what is kept here, else what the network brings. */
function useSound(full: string) {
  const [address, setAddress] = useState<string>()
  const [failed, setFailed] = useState(false)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    let made: string | null = null
    fetchPicture(full, stop.signal)
      .then(async (response) => {
        const bytes = await response.blob()
        if (stop.signal.aborted) return
        made = URL.createObjectURL(bytes)
        setAddress(made)
        setFailed(false)
      })
      .catch(() => !stop.signal.aborted && setFailed(true))
    return () => {
      stop.abort()
      if (made) URL.revokeObjectURL(made)
    }
  }, [full, tries])
  return { address, failed, again: () => setTries(tries + 1), fail: () => address && setFailed(true) }
}

/** A moment of it as it is read: `0:07`. */
function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

/** Where a recording stands, and whether it goes on. */
function useMoment(element: React.RefObject<HTMLAudioElement | null>) {
  const [moment, setMoment] = useState({ isPlaying: false, ms: 0 })
  useEffect(() => {
    const { current } = element
    if (!current) return
    const read = () =>
      setMoment({ isPlaying: !current.paused && !current.ended, ms: Math.round(current.currentTime * 1_000) })
    const events = ["play", "pause", "ended", "timeupdate", "seeking", "seeked", "emptied"] as const
    for (const event of events) current.addEventListener(event, read)
    return () => {
      for (const event of events) current.removeEventListener(event, read)
    }
  }, [element])
  return moment
}
