import type { Box } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { useEffect, useRef } from "react"
import css from "./heard.module.css"

interface Props {
  readonly media: Pick<Media, "full" | "preview">
  /** What is heard, for those who cannot see it. */
  readonly label: string
  /** The stretch that is meant, in milliseconds along x: playing begins there. */
  readonly place?: Box | null | undefined
}

/** A recording with its wave, to listen to: where pages show the picture that something is about. */
export function Heard({ media, label, place }: Props) {
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
