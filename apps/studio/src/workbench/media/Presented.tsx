import type { Media } from "@justesse/types/wire/common"
import { type ReactNode, Suspense, useCallback, useEffect, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { TaskLines } from "../annotate/frames/TaskLines.tsx"
import { PictureFailed } from "../annotate/parts/EmptyStates.tsx"
import { useStore, useTask, useTaskContext } from "../annotate/ui.ts"
import { Article } from "./Article.tsx"
import styles from "./media.module.css"
import { Player } from "./Player.tsx"

const Returned = lazyPart(() => import("../annotate/parts/Returned.tsx"), "Returned")

interface Props {
  readonly media: Media
  readonly above?: ReactNode
  readonly over?: ReactNode
  /** A line of its own under it, so that it covers no control. */
  readonly below?: ReactNode
  readonly className: string
}

/** What a task is about that is no picture, with what lies over it: a video, a recording, a text. */
export function Presented({ media, above, over, below, className }: Props) {
  const picture = useStore((snapshot) => snapshot.picture)
  const isAskedAgain = useTask((task) => task.about?.type === "returned")
  const isFailed = picture === "failed" || picture === "damaged"
  return (
    <main className={className}>
      {above}
      <div className={styles.stage}>
        <One key={media.full} media={media} />
        {isAskedAgain && (
          <Suspense fallback={null}>
            <Returned />
          </Suspense>
        )}
        <TaskLines />
        {over}
        {isFailed && <PictureFailed />}
      </div>
      {below}
    </main>
  )
}

/** One of them; of another asset nothing stays. */
function One({ media }: { readonly media: Media }) {
  const t = useT("media")
  const { store } = useTaskContext()
  const attempt = useAttempts()
  const onState = useCallback(
    (state: "ready" | "failed") => store.dispatch({ type: "picture", picture: state }),
    [store],
  )
  const shown = { media, onState, attempt, label: t(media.text ? "text" : media.video ? "video" : "recording") }
  return media.text ? <Article {...shown} /> : <Player {...shown} />
}

/** How often it was asked for once more after it did not come. */
function useAttempts(): number {
  const { store } = useTaskContext()
  const [attempts, setAttempts] = useState(0)
  useEffect(
    () =>
      store.view.subscribe((now, before) => {
        if (now.picture === "loading" && before.picture === "failed") setAttempts((count) => count + 1)
      }),
    [store],
  )
  return attempts
}
