import type { Media } from "@justesse/types/wire/common"
import { type ReactNode, Suspense, useCallback, useEffect, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { ConnectionLine } from "../annotate/parts/ConnectionLine.tsx"
import { PictureFailed } from "../annotate/parts/EmptyStates.tsx"
import { Hint } from "../annotate/parts/Hint.tsx"
import { PaceWatch } from "../annotate/parts/pace/Watch.tsx"
import { SaverLine } from "../annotate/parts/SaverLine.tsx"
import { useStore, useTask, useTaskContext } from "../annotate/ui.ts"
import { AnswerLine } from "../questions/AnswerLine.tsx"
import { AskLayer } from "../questions/AskLayer.tsx"
import { Article } from "./Article.tsx"
import styles from "./media.module.css"
import { Player } from "./Player.tsx"

const Returned = lazyPart(() => import("../annotate/parts/Returned.tsx"), "Returned")

interface Props {
  readonly media: Media
  readonly above?: ReactNode
  readonly over?: ReactNode
  readonly className: string
}

/** What a task is about that is no picture, with what lies over it: a video, a recording, a text. */
export function Presented({ media, above, over, className }: Props) {
  const t = useT("media")
  const { store } = useTaskContext()
  const picture = useStore((snapshot) => snapshot.picture)
  const isAskedAgain = useTask((task) => task.about?.type === "returned")
  const isFailed = picture === "failed" || picture === "damaged"
  const attempt = useAttempts(picture === "loading")
  const onState = useCallback(
    (state: "ready" | "failed") => store.dispatch({ type: "picture", picture: state }),
    [store],
  )
  const shown = { media, onState, attempt, label: t(media.text ? "text" : media.video ? "video" : "recording") }
  return (
    <main className={className}>
      {above}
      <div className={styles.stage}>
        {/* Of another asset nothing stays: it begins anew. */}
        {media.text ? <Article key={media.full} {...shown} /> : <Player key={media.full} {...shown} />}
        <SaverLine />
        {isAskedAgain && (
          <Suspense fallback={null}>
            <Returned />
          </Suspense>
        )}
        <PaceWatch />
        <Hint />
        <ConnectionLine />
        <AnswerLine />
        <AskLayer />
        {over}
        {isFailed && <PictureFailed />}
      </div>
    </main>
  )
}

/** How often it was asked for again: each time that it is loading once more. */
function useAttempts(isLoading: boolean): number {
  const [attempts, setAttempts] = useState({ count: 0, wasLoading: isLoading })
  useEffect(() => {
    setAttempts((before) =>
      before.wasLoading === isLoading
        ? before
        : { count: isLoading ? before.count + 1 : before.count, wasLoading: isLoading },
    )
  }, [isLoading])
  return attempts.count
}
