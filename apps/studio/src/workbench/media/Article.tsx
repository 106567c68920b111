import type { Media } from "@justesse/types/wire/common"
import { countWords } from "@justesse/types/writing/words"
import { type RefObject, Suspense, useEffect, useMemo, useRef, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { fetchPicture } from "../../offline/pictures.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { paragraphsOf, readShare, toLines } from "./article.ts"
import { sawUntil, takeHand } from "./hand.ts"
import styles from "./media.module.css"

const Rendered = lazyPart(() => import("../../prose/Rendered.tsx"), "Rendered")

interface Props {
  readonly media: Media
  readonly label: string
  readonly onState: (state: "ready" | "failed") => void
  readonly attempt: number
}

/** A text to read, in a measure that the eye follows; keys turn its pages. */
export function Article({ media, label, onState, attempt }: Props) {
  const page = useRef<HTMLElement>(null)
  const text = useText(media.full, attempt, onState)
  usePages(page, media.full, text !== null)
  return (
    // It scrolls: whoever has no mouse reaches it by Tab.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <article aria-busy={text === null} aria-label={label} className={styles.article} ref={page} tabIndex={0}>
      {text !== null && <Read isMarkdown={media.text === "markdown"} text={text} />}
    </article>
  )
}

function Read({ text, isMarkdown }: { readonly text: string; readonly isMarkdown: boolean }) {
  const t = useT("media")
  const words = useMemo(() => countWords(text), [text])
  return (
    <div className={styles.measure}>
      {isMarkdown ? (
        <Suspense fallback={null}>
          <Rendered pictures={null} text={text} />
        </Suspense>
      ) : (
        paragraphsOf(text).map((paragraph, at) => (
          // A text never changes under its address.
          // oxlint-disable-next-line react/no-array-index-key
          <p className={styles.asWritten} dir="auto" key={at}>
            {paragraph}
          </p>
        ))
      )}
      <p className={styles.end}>{t("end", { count: words })}</p>
    </div>
  )
}

/** The text behind an address; null until it is here. */
function useText(url: string, attempt: number, onState: Props["onState"]): string | null {
  const [read, setRead] = useState<{ readonly of: string; readonly text: string }>()
  const tell = useRef(onState)
  tell.current = onState
  // oxlint-disable-next-line react/exhaustive-deps -- a further try reads the same address again
  useEffect(() => {
    const stop = new AbortController()
    const fetched = async () => {
      const response = await fetchPicture(url, stop.signal)
      if (!response.ok) throw new TypeError("no text")
      setRead({ of: url, text: toLines(await response.text()) })
      tell.current("ready")
    }
    fetched().catch(() => {
      if (!stop.signal.aborted) tell.current("failed")
    })
    return () => stop.abort()
  }, [url, attempt])
  return read?.of === url ? read.text : null
}

/** Keys turn the pages, a little of the last one staying; how far it was read is noted. */
function usePages(page: RefObject<HTMLElement | null>, of: string, isHere: boolean): void {
  useEffect(() => {
    const { current } = page
    if (!current || !isHere) return
    const note = () => sawUntil(of, readShare(current))
    note()
    const watch = new ResizeObserver(note)
    watch.observe(current)
    current.addEventListener("scroll", note, { passive: true })
    const leave = takeHand({
      play: () => undefined,
      step: () => undefined,
      page: (by) => current.scrollBy({ top: by * current.clientHeight * 0.85 }),
      snapshot: () => "",
      sign: "text",
    })
    return () => {
      watch.disconnect()
      current.removeEventListener("scroll", note)
      leave()
    }
  }, [page, of, isHere])
}
