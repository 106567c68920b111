import type { Box } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { Suspense, useEffect, useRef } from "react"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import css from "./played.module.css"

const Article = lazyPart(() => import("./Article.tsx"), "Article")

interface Props {
  readonly media: Media
  /** What is heard or seen, for those who cannot see it. */
  readonly label: string
  /** The stretch that is meant, in milliseconds along x: playing begins there. */
  readonly place?: Box | null | undefined
}

/** A recording with its wave, a video, or a text: where pages show the picture that something is about. */
export function Played({ media, label, place }: Props) {
  if (media.text)
    return (
      <div className={css.text}>
        <Suspense fallback={null}>
          <Article attempt={0} key={media.full} label={label} media={media} onState={ignore} />
        </Suspense>
      </div>
    )
  return media.video ? <Seen label={label} media={media} /> : <Heard label={label} media={media} place={place} />
}

// What cannot be read is blank here: whoever works on it is told on its own page.
const ignore = () => undefined

function Seen({ media, label }: Pick<Props, "media" | "label">) {
  return (
    <div className={css.seen}>
      {/* What is said in it is what people are asked about. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video
        aria-label={label}
        controls
        playsInline
        poster={media.preview || undefined}
        preload="metadata"
        src={media.full}
      />
    </div>
  )
}

function Heard({ media, label, place }: Props) {
  const audio = useRef<HTMLAudioElement>(null)
  const fromMs = place?.x
  useEffect(() => {
    if (audio.current && fromMs !== undefined) audio.current.currentTime = Math.max(0, fromMs - 250) / 1_000
  }, [fromMs])
  return (
    <div className={css.heard}>
      <img alt="" src={media.preview} />
      {/* What is said in it is what people are asked to write down. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio aria-label={label} controls preload="metadata" ref={audio} src={media.full} />
    </div>
  )
}
