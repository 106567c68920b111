import type { Region } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { TaskLines } from "../annotate/frames/TaskLines.tsx"
import { PictureFailed } from "../annotate/parts/EmptyStates.tsx"
import { useStore, useTaskContext } from "../annotate/ui.ts"
import { takeHand } from "../media/hand.ts"
import { clockText } from "../media/player.ts"
import { useKept } from "../media/useKept.ts"
import { TaskIcon } from "../parts/icons.tsx"
import css from "./heard.module.css"
import { playStretch, type Stretch, seenAround, stopAtEnd } from "./stretch.ts"

interface Props {
  readonly media: Media
  /** What is checked: a stretch of the recording. */
  readonly region: Region
  readonly above: ReactNode
  readonly below: ReactNode
  readonly className: string
}

/** A stretch of a recording that is checked: it is heard by itself as it comes, and what is written of it stands below its wave. */
export function HeardThing({ media, region, above, below, className }: Props) {
  const picture = useStore((snapshot) => snapshot.picture)
  const isFailed = picture === "failed" || picture === "damaged"
  const { geometry, speaker, transcript } = region
  if (geometry.type !== "span") return null
  return (
    <main className={className}>
      {above}
      <div className={css.stage}>
        <div className={css.heard}>
          <Player key={media.full} media={media} stretch={geometry} />
          {transcript && (
            <p className={css.text} dir="auto" lang={transcript.language}>
              {speaker && <b>{speaker} </b>}
              {transcript.value}
            </p>
          )}
        </div>
        <TaskLines />
        {isFailed && <PictureFailed />}
      </div>
      {below}
    </main>
  )
}

function Player({ media, stretch }: { readonly media: Media; readonly stretch: Stretch }) {
  const t = useT("media")
  const { store } = useTaskContext()
  const audio = useRef<HTMLAudioElement>(null)
  const [attempt, setAttempt] = useState(0)
  const src = useKept(media.full, attempt)
  const { isPlaying, ms } = useHeard(audio, stretch)
  useEffect(
    () =>
      store.view.subscribe((now, before) => {
        if (now.picture === "loading" && before.picture === "failed") setAttempt((count) => count + 1)
      }),
    [store],
  )
  const lengthMs = media.sound?.durationMs ?? 0
  const seen = seenAround(stretch, Math.max(1, lengthMs))
  const share = (at: number) => `${(100 * (at - seen.startMs)) / (seen.endMs - seen.startMs)}%`
  const wide = (100 * Math.max(1, lengthMs)) / (seen.endMs - seen.startMs)
  const name = t(isPlaying ? "stop" : "play")
  return (
    <>
      <div aria-hidden="true" className={css.wave}>
        <svg aria-hidden="true" className={css.over}>
          <image height="100%" href={media.preview} preserveAspectRatio="none" width={`${wide}%`} x={share(0)} />
          <rect className={css.dark} height="100%" width={share(stretch.startMs)} />
          <rect className={css.dark} height="100%" width="100%" x={share(stretch.endMs)} />
          <rect className={css.moment} height="100%" width="2" x={share(ms)} />
        </svg>
      </div>
      <div className={css.bar}>
        <button
          aria-label={name}
          className={css.play}
          disabled={src === undefined}
          onClick={() => audio.current && playStretch(audio.current, stretch)}
          type="button"
        >
          <TaskIcon name={isPlaying ? "pause" : "play"} />
        </button>
        <span className={css.clock}>
          {clockText(stretch.startMs)}–{clockText(stretch.endMs)}
        </span>
        <Cap of="media.play" />
      </div>
      {/* What is said in it is what people are asked about. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        aria-label={t("recording")}
        onError={() => src !== undefined && store.dispatch({ type: "picture", picture: "failed" })}
        onLoadedMetadata={() => {
          store.dispatch({ type: "picture", picture: "ready" })
          if (audio.current) playStretch(audio.current, stretch, true)
        }}
        preload="auto"
        ref={audio}
        src={src}
      />
    </>
  )
}

/** Where the player stands, and that it stops behind the stretch; the keys of the page are its own meanwhile. */
function useHeard(audio: RefObject<HTMLAudioElement | null>, stretch: Stretch) {
  const { startMs, endMs } = stretch
  const [heard, setHeard] = useState({ isPlaying: false, ms: startMs })
  useEffect(() => {
    const own = { startMs, endMs }
    const isThere = () => audio.current
    const back = takeHand({
      play: () => {
        const player = isThere()
        if (player) playStretch(player, own)
      },
      step: (by) => {
        const player = isThere()
        if (player) player.currentTime = Math.max(0, player.currentTime + by / 1_000)
      },
      page: () => undefined,
      snapshot: () => "",
      sign: "wave",
    })
    let before = startMs
    let frame = 0
    const follow = () => {
      frame = requestAnimationFrame(follow)
      const player = isThere()
      if (!player) return
      stopAtEnd(player, own, before)
      const ms = player.currentTime * 1_000
      const isPlaying = !player.paused && !player.ended
      if (before !== ms || isPlaying) setHeard({ isPlaying, ms })
      else setHeard((was) => (was.isPlaying ? { ...was, isPlaying } : was))
      before = ms
    }
    follow()
    return () => {
      cancelAnimationFrame(frame)
      back()
    }
  }, [audio, startMs, endMs])
  return heard
}
