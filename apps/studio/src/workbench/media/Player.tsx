import type { Media } from "@justesse/types/wire/common"
import { type RefObject, useEffect, useRef, useState } from "react"
import { useStore } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { useCap } from "../../keys/Cap.tsx"
import { useFormat } from "../../locale/useFormat.ts"
import { isKeptWhole } from "../../offline/pictures.ts"
import { TaskIcon } from "../parts/icons.tsx"
import { seen, takeHand } from "./hand.ts"
import styles from "./media.module.css"
import { clockText, followPlayed, isSilent, nextSpeed } from "./player.ts"
import { useKept } from "./useKept.ts"

interface Props {
  readonly media: Media
  /** What is played, for those who cannot see it. */
  readonly label: string
  /** It can be played, or why not. */
  readonly onState: (state: "ready" | "failed") => void
  /** Counts up where it is to be fetched once more. */
  readonly attempt: number
}

/** A video or a recording with its controls; the keys of the page play it too. */
export function Player({ media, label, onState, attempt }: Props) {
  const element = useRef<HTMLVideoElement>(null)
  const { full, preview, video } = media
  const src = useKept(full, attempt)
  useHand(element, video ? "play" : "wave")
  useEffect(() => (element.current ? followPlayed(element.current, full) : undefined), [full])
  const play = () => void toggle(element.current)
  return (
    <div className={styles.player}>
      <div className={styles.screen}>
        {/* A recording is heard by the same element, over a picture of its wave. */}
        {/* What is said in it is what people are asked about. */}
        {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
        <video
          aria-label={label}
          className={video ? styles.video : styles.sound}
          onClick={play}
          onError={() => src !== undefined && onState("failed")}
          onLoadedMetadata={() => onState("ready")}
          playsInline
          poster={preview || undefined}
          preload="auto"
          ref={element}
          src={src}
        />
      </div>
      <Bar element={element} media={media} />
    </div>
  )
}

async function toggle(element: HTMLVideoElement | null): Promise<void> {
  if (!element?.paused) return element?.pause()
  // A stop before it began is no trouble; what cannot be played says so by its own event.
  await element.play().catch(() => undefined)
}

function change(
  element: HTMLVideoElement | null,
  to: Partial<Pick<HTMLVideoElement, "currentTime" | "playbackRate" | "muted">>,
): void {
  if (element) Object.assign(element, to)
}

function useHand(element: RefObject<HTMLVideoElement | null>, sign: "play" | "wave"): void {
  useEffect(
    () =>
      takeHand({
        play: () => void toggle(element.current),
        step: (ms) => {
          const { current } = element
          if (current) current.currentTime = Math.max(0, current.currentTime + ms / 1_000)
        },
        page: () => undefined,
        snapshot: (size) => frameOf(element.current, size),
        sign,
      }),
    [element, sign],
  )
}

/** What a video shows now, small. */
function frameOf(video: HTMLVideoElement | null, size: { readonly width: number; readonly height: number }): string {
  if (!video || video.videoWidth === 0) return ""
  const canvas = document.createElement("canvas")
  Object.assign(canvas, size)
  const scale = Math.max(size.width / video.videoWidth, size.height / video.videoHeight)
  const [width, height] = [video.videoWidth * scale, video.videoHeight * scale]
  canvas.getContext("2d")?.drawImage(video, (size.width - width) / 2, (size.height - height) / 2, width, height)
  return canvas.toDataURL("image/jpeg", 0.7)
}

interface Moment {
  readonly isPlaying: boolean
  readonly ms: number
  readonly speed: number
  readonly isMuted: boolean
  readonly isSilent: boolean
}

const BEFORE: Moment = { isPlaying: false, ms: 0, speed: 1, isMuted: false, isSilent: false }

function useMoment(element: RefObject<HTMLVideoElement | null>): Moment {
  const [moment, setMoment] = useState<Moment>(BEFORE)
  useEffect(() => {
    const { current } = element
    if (!current) return
    const read = () =>
      setMoment((before) => ({
        isPlaying: !current.paused && !current.ended,
        ms: current.currentTime * 1_000,
        speed: current.playbackRate,
        isMuted: current.muted,
        // Once known it stays so until another one is played: who goes back to the beginning reads no other word.
        isSilent: current.readyState > 0 && (before.isSilent || isSilent(current)),
      }))
    const events = [
      "loadedmetadata",
      "play",
      "pause",
      "ended",
      "timeupdate",
      "seeked",
      "ratechange",
      "volumechange",
      "emptied",
    ] as const
    for (const event of events) current.addEventListener(event, read)
    return () => {
      for (const event of events) current.removeEventListener(event, read)
    }
  }, [element])
  return moment
}

/** Play, the moment, where in it, how fast, how loud; and whether it is kept on this computer. */
function Bar({ element, media }: { readonly element: RefObject<HTMLVideoElement | null>; readonly media: Media }) {
  const t = useT("media")
  const format = useFormat()
  const cap = useCap()
  const { isPlaying, ms, speed, isMuted, isSilent: silent } = useMoment(element)
  const until = useStore(seen, (one) => (one.of === media.full ? one.until : 0))
  const lengthMs = media.video?.durationMs ?? media.sound?.durationMs ?? 0
  const name = t(isPlaying ? "stop" : "play")
  return (
    <div className={styles.bar}>
      <button
        aria-label={name}
        className={styles.play}
        onClick={() => void toggle(element.current)}
        title={`${name} ${cap("media.play")}`.trim()}
        type="button"
      >
        <TaskIcon name={isPlaying ? "pause" : "play"} />
      </button>
      <span className={styles.clock}>
        {clockText(ms)} / {clockText(lengthMs)}
      </span>
      <span className={styles.where}>
        <progress aria-hidden="true" className={styles.seen} max={Math.max(1, lengthMs)} value={until} />
        <progress aria-hidden="true" className={styles.gone} max={Math.max(1, lengthMs)} value={ms} />
        <input
          aria-label={t("where")}
          aria-valuetext={t("whereOf", { at: clockText(ms), length: clockText(lengthMs) })}
          className={styles.track}
          max={lengthMs}
          min={0}
          onChange={({ target }) => change(element.current, { currentTime: Number(target.value) / 1_000 })}
          step={100}
          type="range"
          value={Math.min(ms, lengthMs)}
        />
      </span>
      <button
        aria-label={t("speed", { speed: format.number(speed) })}
        className={styles.quiet}
        onClick={() => change(element.current, { playbackRate: nextSpeed(speed) })}
        type="button"
      >
        {format.number(speed)}×
      </button>
      {media.video && silent ? (
        <span className={styles.note}>{t("silent")}</span>
      ) : (
        <button
          aria-pressed={isMuted}
          className={styles.quiet}
          onClick={() => change(element.current, { muted: !isMuted })}
          type="button"
        >
          {t(isMuted ? "unmute" : "mute")}
        </button>
      )}
      {!isKeptWhole(media) && <span className={styles.note}>{t("notKept")}</span>}
    </div>
  )
}
